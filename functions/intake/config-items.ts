import type { Own } from './place.ts';
import { elsewhere, isElsewhere } from './place.ts';
import { quote } from './quote.ts';
import { at, isObject, text } from './read.ts';
import { type Intake, ignore, type Malformed, notAsDelivered } from './result.ts';
import { type Found, fileSystem, findId, type IdKind, lookAt, networkInterface, securityGroup } from './targets.ts';

/** Types that AWS Config records and that bear on a mount target; it does not record mount targets themselves. */
const kinds: ReadonlyMap<string, IdKind> = new Map([
  ['AWS::EC2::NetworkInterface', networkInterface],
  ['AWS::EC2::SecurityGroup', securityGroup],
  ['AWS::EFS::FileSystem', fileSystem],
]);

/** Finds the resource whose `resourceType` and `resourceId` stand at the path. */
const configResource = (what: string, event: unknown, path: string): Found => {
  const kind = kinds.get(text(event, `${path}.resourceType`) ?? '');
  return kind === undefined ? ignore('not-relevant') : findId(what, event, [`${path}.resourceId`, kind]);
};

/** Where a change of an item tells what the item was. */
const previous = 'configurationItemDiff.changedProperties.Configuration.previousValue';

/**
 * Whether an item is of an interface that EFS plainly did not make. The type `efs` is not proven to stand in items, and
 * the recorded and the documented description differ: any of them will do, but for those of S3 Files, whose mount targets
 * are `fsmt-…`, too. A deleted interface has no `configuration` but its last.
 */
const isOtherInterface = (event: unknown, path: string, item: string): boolean => {
  const configuration = at(event, `${item}.configuration`) ?? at(event, `${path}.${previous}`);
  if (text(event, `${item}.resourceType`) !== 'AWS::EC2::NetworkInterface' || !isObject(configuration)) return false;
  const described = text(configuration, 'description') ?? '';
  const isOfEfs =
    text(configuration, 'interfaceType') === 'efs' || /^(EFS mount target|Mount target fsmt-)/.test(described);
  return !isOfEfs || /\bS3 ?Files\b/i.test(described);
};

/**
 * Whether an item of a security group tells only of what the group is attached to, as every fix of ours makes Config do:
 * what the group itself is has not changed. Where the difference is not given, it may have.
 */
const isOnlyAttachment = (event: unknown, path: string, item: string): boolean => {
  const changed = at(event, `${path}.configurationItemDiff.changedProperties`);
  const keys = isObject(changed) ? Object.keys(changed) : [];
  return (
    text(event, `${item}.resourceType`) === 'AWS::EC2::SecurityGroup' &&
    keys.length > 0 &&
    keys.every((key) => key.startsWith('Relationships.'))
  );
};

/**
 * Finds the resource of an AWS Config notification, the object at `path`. An oversized item comes as a summary, and a
 * deleted one without `configuration`: both still name the resource.
 */
const configItem = (what: string, event: unknown, path: string, own: Own): Found => {
  const items = [`${path}.configurationItem`, `${path}.configurationItemSummary`];
  const item = items.find((it) => isObject(at(event, it)));
  if (item !== undefined) {
    if (isElsewhere(own, event, `${item}.awsAccountId`, `${item}.awsRegion`)) return elsewhere;
    const isOther = isOtherInterface(event, path, item) || isOnlyAttachment(event, path, item);
    return isOther ? ignore('not-relevant') : configResource(what, event, item);
  }
  const isChange = text(event, `${path}.messageType`)?.endsWith('ConfigurationItemChangeNotification');
  if (!isChange) return ignore('not-relevant');
  return notAsDelivered(
    `${what}: ${path} has neither configurationItem nor configurationItemSummary; expected one of them`,
  );
};

/** Reads "Config Configuration Item Change" events. */
export const configItemChange = (event: unknown, own: Own): Intake =>
  lookAt('config-item', configItem('AWS Config item', event, 'detail', own));

/** Reads "Config Rules Compliance Change" events of any rule: whatever the verdict, it says where something changed. */
export const configComplianceChange = (event: unknown): Intake =>
  lookAt('config-compliance', configResource('AWS Config compliance change', event, 'detail'));

/** Undefined for text that is not JSON, which JSON itself cannot say. */
const parseJson = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

type Json = Readonly<Record<string, unknown>>;

/** The notification for which AWS Config invokes a custom rule: JSON in the string `invokingEvent`. */
export const configNotification = (event: Json): { readonly invokingEvent: Json } | Malformed => {
  const invokingEvent = parseJson(text(event, 'invokingEvent') ?? '');
  if (isObject(invokingEvent)) return { invokingEvent };
  return notAsDelivered(
    `AWS Config rule: invokingEvent is ${quote(event['invokingEvent'])}; expected a JSON object in a string`,
  );
};

/** The cause of a look for which AWS Config invokes a custom rule. */
export const CONFIG_RULE = 'config-rule';

/** Reads the invocation of a custom AWS Config rule. */
export const configRuleInvocation = (event: Json, own: Own): Intake => {
  if (isElsewhere(own, event, 'accountId', '')) return elsewhere;
  const notification = configNotification(event);
  return 'kind' in notification
    ? notification
    : lookAt(CONFIG_RULE, configItem('AWS Config rule', notification, 'invokingEvent', own));
};
