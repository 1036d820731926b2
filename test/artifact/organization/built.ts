import { fileURLToPath } from 'node:url';
import { rendererOf } from '../rendered.ts';

/** A template of an organisation that the build has written: hub.json, member-roles.json or member-forwarder.json. */
export const builtTemplate = (name: string): string =>
  fileURLToPath(new URL(`../../../dist/organization/${name}`, import.meta.url));

const organization = { OrganizationId: 'o-ab12cd34ef', ExternalId: 'mg-1' };
const roleOf = (id: string): string => `arn:aws:iam::111122223333:role/mountguard-${id}`;

/** What each template is given that has no default. */
export const given = {
  'hub.json': organization,
  'member-roles.json': {
    ...organization,
    HubAccountId: '111122223333',
    SweepRoleArn: roleOf('SweepRole'),
    RemediateRoleArn: roleOf('RemediateRole'),
    Regions: 'eu-west-1,us-east-1',
  },
  'member-forwarder.json': { BusArn: 'arn:aws:events:eu-west-1:111122223333:event-bus/mountguard' },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The hub's stack. */
export const hub = rendererOf(builtTemplate('hub.json')).rendered(given['hub.json']);

/** The resources of a template of an organisation, as CloudFormation makes them. */
export const builtResources = (name: keyof typeof given, more: Readonly<Record<string, string>> = {}) =>
  rendererOf(builtTemplate(name)).rendered({ ...given[name], ...more }).resources;
