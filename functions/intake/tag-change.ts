import { fileSystem, securityGroup } from './id-kind.ts';
import { locate } from './locate.ts';
import { look, lookAt } from './look.ts';
import { list, text } from './read.ts';
import { type Intake, ignore } from './result.ts';

const services = new Map([
  ['elasticfilesystem/file-system', fileSystem],
  ['ec2/security-group', securityGroup],
]);

/**
 * Reads "Tag Change on Resource" events by the ARNs in `resources`: which `service` and `resource-type` EFS goes by
 * there is not documented, so they decide only when no ARN does.
 */
export const tagChange = (event: unknown): Intake => {
  const targets = list(event, 'resources')
    .filter((arn) => typeof arn === 'string')
    .map((arn) => fileSystem.targets(arn) ?? securityGroup.targets(arn))
    .filter((found) => found !== undefined);
  if (targets.length > 0) return look('tag-change', targets);
  const kind = services.get(`${text(event, 'detail.service')}/${text(event, 'detail.resource-type')}`);
  return kind === undefined
    ? ignore('not-relevant')
    : lookAt('tag-change', locate('tag change', event, [['resources.0', kind]]));
};
