import { type Found, fileSystem, findId, securityGroup } from './ids-in-events.ts';
import { lookAt } from './look-request.ts';
import { list, text, texts } from './read.ts';
import { type Intake, ignore } from './result.ts';

const services = new Map([
  ['elasticfilesystem/file-system', fileSystem],
  ['ec2/security-group', securityGroup],
]);

/**
 * Finds what was tagged by the ARNs in `resources`: which `service` and `resource-type` EFS goes by there is not
 * documented, so they decide only when no ARN does.
 */
const tagged = (event: unknown): Found => {
  const targets = list(event, 'resources')
    .filter((arn) => typeof arn === 'string')
    .map((arn) => fileSystem.targets(arn) ?? securityGroup.targets(arn))
    .filter((found) => found !== undefined);
  if (targets.length > 0) return { kind: 'found', targets };
  const kind = services.get(`${text(event, 'detail.service')}/${text(event, 'detail.resource-type')}`);
  return kind === undefined ? ignore('not-relevant') : findId('tag change', event, [['resources.0', kind]]);
};

/** Reads "Tag Change on Resource" events. Which keys changed matters of security groups, when they are all it is about. */
export const tagChange = (event: unknown): Intake => {
  const found = tagged(event);
  const ofGroups = found.kind === 'found' && found.targets.every(({ securityGroupIds }) => securityGroupIds);
  const changedTagKeys = texts(list(event, 'detail.changed-tag-keys'));
  return lookAt('tag-change', ofGroups ? { ...found, changedTagKeys } : found);
};
