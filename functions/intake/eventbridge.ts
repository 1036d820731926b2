import { ec2Calls, efsCalls } from './calls.ts';
import { cloudTrailCall } from './cloudtrail.ts';
import { configComplianceChange, configItemChange } from './config-items.ts';
import { elsewhere, isElsewhere, isForeignArn, type Own } from './place.ts';
import { quote } from './quote.ts';
import { at, isObject, list, text, texts } from './read.ts';
import { type Intake, ignore, malformed, notAsDelivered } from './result.ts';
import { type Found, fileSystem, findId, lookAt, securityGroup } from './targets.ts';

type Parser = (event: unknown, own: Own) => Intake;

/** EventBridge's ids are UUIDs. One of any length would outgrow the ledger's items. */
const longestId = 128;

const services = new Map([
  ['elasticfilesystem/file-system', fileSystem],
  ['ec2/security-group', securityGroup],
]);

/**
 * Finds what was tagged by the ARNs in `resources`: which `service` and `resource-type` EFS goes by there is not
 * documented, so they decide only when no ARN does.
 */
const tagged = (event: unknown, own: Own): Found => {
  const resources = list(event, 'resources').filter((arn) => typeof arn === 'string');
  const ours = resources.filter((arn) => !isForeignArn(own, arn));
  const targets = ours
    .map((arn) => fileSystem.targets(arn) ?? securityGroup.targets(arn))
    .filter((found) => found !== undefined);
  if (targets.length > 0) return { kind: 'found', targets };
  if (ours.length < resources.length) return elsewhere;
  const kind = services.get(`${text(event, 'detail.service')}/${text(event, 'detail.resource-type')}`);
  return kind === undefined ? ignore('not-relevant') : findId('tag change', event, ['resources.0', kind]);
};

/** Reads "Tag Change on Resource" events. Which keys changed matters of security groups, when they are all it is about. */
const tagChange: Parser = (event, own) => {
  const found = tagged(event, own);
  const ofGroups = found.kind === 'found' && found.targets.every(({ securityGroupIds }) => securityGroupIds);
  const changedTagKeys = texts(list(event, 'detail.changed-tag-keys'));
  return lookAt('tag-change', ofGroups ? { ...found, changedTagKeys } : found);
};

/** By `source` and `detail-type`. */
const parsers: ReadonlyMap<string, Parser> = new Map([
  ['aws.elasticfilesystem/AWS API Call via CloudTrail', cloudTrailCall('elasticfilesystem.amazonaws.com', efsCalls)],
  ['aws.ec2/AWS API Call via CloudTrail', cloudTrailCall('ec2.amazonaws.com', ec2Calls)],
  ['aws.config/Config Configuration Item Change', configItemChange],
  ['aws.config/Config Rules Compliance Change', configComplianceChange],
  ['aws.tag/Tag Change on Resource', tagChange],
]);

/** Reads an event from EventBridge and gives its id to the answer; one of an unknown kind is not relevant. */
export const eventBridgeEvent: Parser = (event, own) => {
  const parse = parsers.get(`${text(event, 'source')}/${text(event, 'detail-type')}`);
  const isOurs = !isElsewhere(own, event, 'account', 'region');
  const detail = at(event, 'detail');
  if (parse !== undefined && !isObject(detail)) return notAsDelivered(`detail is ${quote(detail)}; expected an object`);
  const answer = parse === undefined ? ignore('not-relevant') : isOurs ? parse(event, own) : elsewhere;
  const eventId = text(event, 'id');
  if (eventId === undefined) return answer;
  if (eventId.length > longestId)
    return malformed(`id is ${quote(eventId)}; expected an EventBridge event id of at most ${longestId} characters.`);
  if (answer.kind === 'ignored') return { ...answer, eventId };
  if (answer.kind !== 'look') return answer;
  // EventBridge adds it to what it sends from an archive (EventBridge user guide, "Replaying archived events").
  const isReplay = text(event, 'replay-name') !== undefined;
  return { ...answer, request: { ...answer.request, eventId, ...(isReplay && { isReplay }) } };
};
