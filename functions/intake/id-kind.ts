import { fileSystemId, mountTargetId, securityGroupId } from '../core/model/ids.ts';
import type { Targets } from './targets.ts';

/** One kind of AWS id. */
export interface IdKind {
  /** The target that the text names; undefined when it is not an id of this kind. */
  readonly targets: (text: string) => Targets | undefined;
  /** What a person should write. */
  readonly expected: string;
}

const idKind = <Id extends string>(
  prefix: string,
  parse: (text: string) => Id | undefined,
  name: (id: Id) => Targets,
): IdKind => ({
  targets: (text) => {
    const id = parse(text);
    return id === undefined ? undefined : name(id);
  },
  expected: `"${prefix}-" and 8 to 40 hexadecimal digits in lower case, or an ARN that ends so`,
});

const networkInterfaceId = (text: string) => /^(?:arn:[^\s]+\/)?(eni-[0-9a-f]{8,40})$/.exec(text)?.[1];
const prefixListId = (text: string) => /^(?:arn:[^\s]+\/)?(pl-[0-9a-f]{8,40})$/.exec(text)?.[1];

/** `fsmt-…` */
export const mountTarget = idKind('fsmt', mountTargetId, (id) => ({ mountTargetIds: [id] }));
/** `fs-…` */
export const fileSystem = idKind('fs', fileSystemId, (id) => ({ fileSystemIds: [id] }));
/** `sg-…` */
export const securityGroup = idKind('sg', securityGroupId, (id) => ({ securityGroupIds: [id] }));
/** `pl-…` */
export const prefixList = idKind('pl', prefixListId, (id) => ({ prefixListIds: [id] }));
/** `eni-…` */
export const networkInterface = idKind('eni', networkInterfaceId, (id) => ({ networkInterfaceIds: [id] }));
