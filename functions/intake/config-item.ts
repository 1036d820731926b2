import { configResource } from './config-resource.ts';
import type { Found } from './find-id.ts';
import { at, isObject, text } from './read.ts';
import { ignore } from './result.ts';

/**
 * Whether an item is of an interface that EFS plainly did not make. The type `efs` is not proven to stand in items, and
 * the recorded and the documented description differ: any of them will do. A deleted interface has no `configuration`.
 */
const isOtherInterface = (event: unknown, item: string): boolean => {
  const configuration = at(event, `${item}.configuration`);
  if (text(event, `${item}.resourceType`) !== 'AWS::EC2::NetworkInterface' || !isObject(configuration)) return false;
  const description = text(configuration, 'description') ?? '';
  return (
    text(configuration, 'interfaceType') !== 'efs' && !/^EFS mount target|\bfsmt-[0-9a-f]{8,40}\b/.test(description)
  );
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
export const configItem = (what: string, event: unknown, path: string): Found => {
  const places = [`${path}.configurationItem`, `${path}.configurationItemSummary`];
  const item = places.find((place) => isObject(at(event, place)));
  if (item === undefined) {
    if (!text(event, `${path}.messageType`)?.endsWith('ConfigurationItemChangeNotification')) {
      return ignore('not-relevant');
    }
    const message = `${what}: ${path} has neither configurationItem nor configurationItemSummary; expected one of them. Send the event as AWS delivered it.`;
    return { kind: 'malformed', message };
  }
  const isOther = isOtherInterface(event, item) || isOnlyAttachment(event, path, item);
  return isOther ? ignore('not-relevant') : configResource(what, event, item);
};
