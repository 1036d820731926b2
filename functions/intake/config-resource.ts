import { type Found, findId } from './find-id.ts';
import { fileSystem, type IdKind, networkInterface, securityGroup } from './id-kind.ts';
import { text } from './read.ts';
import { ignore } from './result.ts';

/** Types that AWS Config records and that bear on a mount target; it does not record mount targets themselves. */
const kinds: ReadonlyMap<string, IdKind> = new Map([
  ['AWS::EC2::NetworkInterface', networkInterface],
  ['AWS::EC2::SecurityGroup', securityGroup],
  ['AWS::EFS::FileSystem', fileSystem],
]);

/** Finds the resource whose `resourceType` and `resourceId` stand at the path. */
export const configResource = (what: string, event: unknown, path: string): Found => {
  const kind = kinds.get(text(event, `${path}.resourceType`) ?? '');
  return kind === undefined ? ignore('not-relevant') : findId(what, event, [[`${path}.resourceId`, kind]]);
};
