import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intake } from '../../../functions/intake/intake.ts';
import { sample } from './sample.ts';

const kinds = ['look', 'ignored', 'malformed'];
const hostile = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length'];

const leaf = fc.oneof(
  fc.json().map((text) => JSON.parse(text)),
  fc.constantFrom('', '{}', 'fs-', -1, null, []),
);

/** A sample with values anywhere in it replaced by any JSON, or removed. */
const damaged = (name: string) => {
  const paths: (readonly string[])[] = [];
  const walk = (value: unknown, path: readonly string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      paths.push([...path, key]);
      walk(inner, [...path, key]);
    }
  };
  walk(sample(name), []);
  return fc.array(fc.tuple(fc.constantFrom(...paths), leaf), { minLength: 1, maxLength: 4 }).map((changes) =>
    changes.reduce<unknown>((event, [path, value]) => {
      const at = path.join('\0');
      const rebuild = (here: unknown, below: readonly string[]): unknown => {
        if (below.join('\0') === at) return value;
        if (Array.isArray(here)) return here.map((inner, index) => rebuild(inner, [...below, String(index)]));
        if (typeof here !== 'object' || here === null) return here;
        return Object.fromEntries(Object.entries(here).map(([key, inner]) => [key, rebuild(inner, [...below, key])]));
      };
      return rebuild(event, []);
    }, sample(name)),
  );
};

describe('intake', () => {
  it.each([
    { event: undefined, told: 'the event is absent' },
    { event: null, told: 'the event is null' },
    { event: 'fs-0123456789abcdef0', told: 'the event is "fs-0123456789abcdef0"' },
    { event: [], told: 'the event is a list' },
    { event: 7, told: 'the event is 7' },
  ])('says that $told, and what to send instead', ({ event, told }) => {
    const answer = intake(event, {});
    expect(answer).toEqual({ kind: 'malformed', message: expect.stringContaining(told) });
    expect(answer).toEqual({ kind: 'malformed', message: expect.stringContaining('{"mountTargetIds": [') });
  });

  it.each([
    { name: 'cloudtrail-efs-tag-resource', detail: '{"eventName": "TagResource"}', told: 'detail is "{\\"eventName' },
    { name: 'cloudtrail-efs-tag-resource', detail: undefined, told: 'detail is absent; expected an object' },
    { name: 'config-item-network-interface', detail: [], told: 'detail is a list; expected an object' },
    { name: 'tag-change-file-system', detail: null, told: 'detail is null; expected an object' },
  ])('says of $name that $told', ({ name, detail, told }) => {
    const answer = intake({ ...sample(name), detail }, {});
    expect(answer).toEqual({ kind: 'malformed', message: expect.stringContaining(told) });
    expect(answer).toMatchObject({ message: expect.stringMatching(/Send the event as AWS delivered it\.$/) });
  });

  it.each([
    { name: 'another service', event: { source: 'aws.s3', 'detail-type': 'Object Created', detail: {} } },
    { name: 'a bus of its own', event: { source: 'my.app', 'detail-type': 'AWS API Call via CloudTrail', detail: {} } },
    { name: 'a source that names an inherited key', event: { source: 'constructor', 'detail-type': 'constructor' } },
    { name: 'nothing', event: { 'detail-type': null } },
  ])('finds an event from $name not relevant', ({ event }) => {
    expect(intake(event, {})).toEqual({ kind: 'ignored', ignored: 'not-relevant' });
  });

  it('never throws, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(kinds).toContain(intake(JSON.parse(text), {}).kind);
      }),
    );
  });

  it('never throws, whatever the kind of event claims to be', () => {
    const key = fc.constantFrom(
      ...['source', 'detail-type', 'detail', 'invokingEvent', 'version', 'cause', 'mountTargetIds', 'dryRun'],
      ...hostile,
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(key, leaf)), (entries) => {
        const event = JSON.parse(`{${entries.map(([k, value]) => `${JSON.stringify(k)}:${JSON.stringify(value)}`)}}`);
        expect(kinds).toContain(intake(event, {}).kind);
      }),
    );
  });

  it.each([
    'cloudtrail-efs-create-mount-target',
    'cloudtrail-ec2-create-tags-security-group',
    'cloudtrail-ec2-authorize-security-group-ingress',
    'cloudtrail-ec2-modify-network-interface-attribute-by-efs',
    'config-item-network-interface',
    'config-item-oversized',
    'config-rule-item',
    'tag-change-file-system',
    'work-message',
  ])('never throws on a damaged %s, and a look names only ids of the right shape', (name) => {
    fc.assert(
      fc.property(damaged(name), (event) => {
        const answer = intake(event, { roleArn: 'arn:aws:iam::111122223333:role/mountguard' });
        expect(kinds).toContain(answer.kind);
        if (answer.kind !== 'look') return;
        const { mountTargetIds, fileSystemIds, networkInterfaceIds, securityGroupIds, prefixListIds } = answer.request;
        const ids = [
          ...mountTargetIds,
          ...fileSystemIds,
          ...networkInterfaceIds,
          ...securityGroupIds,
          ...prefixListIds,
        ];
        if (answer.request.region === undefined) expect(ids).not.toEqual([]);
        for (const id of ids) expect(id).toMatch(/^(?:fsmt|fs|eni|sg)-[0-9a-f]{8,40}$/);
      }),
    );
  });

  it('does not follow inherited keys', () => {
    const event = JSON.parse('{"__proto__": {"mountTargetIds": ["fsmt-0a1b2c3d4e5f60718"]}}');
    expect(intake(event, {})).toEqual({ kind: 'malformed', message: expect.stringContaining('__proto__') });
    const inherited: unknown = Object.create({ 'detail-type': 'Scheduled Event', source: 'aws.events' });
    expect(intake(inherited, {}).kind).toBe('malformed');
  });
});
