import { configResource } from './config-resource.ts';
import { fileSystem, mountTarget } from './id-kind.ts';
import type { Found } from './locate.ts';
import { at, isObject, text } from './read.ts';
import { ignore } from './result.ts';

/**
 * Finds the mount target behind an interface in its item's `configuration`. The description names the mount target and
 * the file system in either order (the recorded and the documented form differ), so each is looked for by itself.
 */
const mountTargetInterface = (what: string, event: unknown, path: string): Found => {
  const description = text(event, `${path}.configuration.description`) ?? '';
  const [fsmt = ''] = /\bfsmt-[0-9a-f]{8,40}\b/.exec(description) ?? [];
  const [fs = ''] = /\bfs-[0-9a-f]{8,40}\b/.exec(description) ?? [];
  const ofEfs =
    fsmt !== '' ||
    text(event, `${path}.configuration.interfaceType`) === 'efs' ||
    description.startsWith('EFS mount target');
  if (!ofEfs) return ignore('not-relevant');
  const targets = mountTarget.targets(fsmt) ?? fileSystem.targets(fs);
  return targets === undefined ? configResource(what, event, path) : { kind: 'found', targets: [targets] };
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
  const isInterface = text(event, `${item}.resourceType`) === 'AWS::EC2::NetworkInterface';
  return isInterface && isObject(at(event, `${item}.configuration`))
    ? mountTargetInterface(what, event, item)
    : configResource(what, event, item);
};
