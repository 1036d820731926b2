import * as z from 'zod/mini';
import { fileSystemId, mountTargetId, securityGroupId, vpcId } from '../../core/model/ids.ts';
import { parseLastDay } from '../../core/model/last-day.ts';
import { reasonCodes } from '../../core/model/reason.ts';
import { parseCidr } from '../../core/net/cidr.ts';
import { choice, fields, idAlone, parsed, text, whole, words } from '../field-schemas.ts';
import { account, listOf, region, unit, zone } from '../rule-schema.ts';
import { expectable } from './policy-test.ts';

// A record would lose a key called `__proto__`.
const mapOf = <Value extends z.core.$ZodType>(value: Value, remedy: string) =>
  z.pipe(
    z.transform((written: unknown) =>
      typeof written === 'object' && written !== null && !Array.isArray(written)
        ? new Map(Object.entries(written))
        : written,
    ),
    z.map(words('write a key'), value, { error: remedy }),
  );

const tags = () =>
  z.prefault(mapOf(text('write the value of the tag as text'), 'write tag keys with their values'), {});

const keys = (what: string) => z.array(words(`write the key of a group under groups`), { error: `list ${what}` });

const MEMBERS = 'write how many machines are in it, up to 200, or list their addresses';

const isAddress = (it: string): boolean =>
  !it.includes('/') && parseCidr(`${it}/${it.includes(':') ? 128 : 32}`) !== undefined;

const members = z.union(
  [
    whole(0, 200, 'machines'),
    z.array(text('write an IP address').check(z.refine(isAddress, { error: 'write an IP address' }))),
  ],
  { error: MEMBERS },
);

const groupSchema = z.union(
  [
    z.null(),
    fields(
      {
        name: z.optional(words('write the name of the security group')),
        id: z.optional(idAlone(securityGroupId, 'sg-0123456789abcdef0')),
        owner: z.optional(account()),
        tags: tags(),
        nfsFrom: z.prefault(
          z.array(words('write the key of a group, or a CIDR block'), {
            error: 'list keys of groups, and CIDR blocks',
          }),
          [],
        ),
        members: z._default(members, 0),
      },
      'write name, id, owner, tags, nfsFrom or members',
    ),
  ],
  { error: 'write name, id, owner, tags, nfsFrom or members' },
);

const reasons = choice(...reasonCodes);

const expectSchema = fields(
  {
    status: choice(...expectable),
    rule: z.optional(words('write the name of a rule of the policy')),
    add: z.optional(keys('the groups to be added')),
    remove: z.optional(keys('the groups to be taken away')),
    reason: z.optional(
      z.pipe(
        z.union([reasons, z.array(reasons)], { error: 'write the code of a reason, such as nfs-cut-off' }),
        z.transform((it) => [it].flat()),
      ),
    ),
  },
  'write status, and rule, add, remove or reason',
);

const testSchema = fields(
  {
    name: words('give the test a name'),
    today: z.optional(parsed(parseLastDay, 'write a day that exists as YYYY-MM-DD')),
    fileSystem: fields(
      {
        tags: tags(),
        groups: keys('the groups that are attached'),
        lastGood: z.optional(keys('the groups that were attached when it was last compliant')),
        id: z.optional(idAlone(fileSystemId, 'fs-0123456789abcdef0')),
        mountTarget: z.optional(idAlone(mountTargetId, 'fsmt-0123456789abcdef0')),
        vpc: z.optional(idAlone(vpcId, 'vpc-0123456789abcdef0')),
        availabilityZone: z.optional(zone()),
        account: z.optional(account()),
        region: z.optional(region()),
        units: z.optional(listOf(unit(), 'list the units that the account is in')),
      },
      'write tags and groups',
    ),
    expect: expectSchema,
  },
  'write name, fileSystem and expect',
);

/** What to write where the text has no tests. */
export const TESTS = 'write groups and tests';

/** A file of policy tests, as people write it. */
export const testFileSchema = fields(
  {
    policy: z.optional(words('write the path of the policy')),
    groups: mapOf(groupSchema, 'write keys of groups with what they are'),
    tests: z.array(testSchema, { error: 'list the tests' }).check(z.minLength(1, { error: 'list at least one test' })),
  },
  TESTS,
);
