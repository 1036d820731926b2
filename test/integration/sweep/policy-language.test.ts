import { describe, expect, it } from 'vitest';
import { addGroup, addVpc } from '../../../infra/local/world/network.ts';
import { setGroups } from '../../../infra/local/world/storage.ts';
import { must } from '../../support/must.ts';
import { region } from './region.ts';

const rulesOf = (...rules: readonly string[]): string => `rules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`;
const WANTED = 'securityGroups: [{ name: nfs-prod }]';

describe('a sweep under a policy', () => {
  it('removes what may never be attached, also where others may stay', async () => {
    const rules = rulesOf(`{ name: r, match: at-least, ${WANTED}, never: [{ name: "str?y" }] }`);
    const { sweep, add, aws, vpcAt } = await region({ rules });
    const { wanted, stray } = vpcAt(0);
    const { ids } = add();
    setGroups(aws.world, must(ids[0]), [wanted.id, stray.id]);
    expect(await sweep()).toMatchObject({
      summary: { compliant: 2, drifted: 1 },
      results: [{ mountTargetId: ids[0], after: [wanted.id] }],
    });
  });

  it.each([
    { zone: 'us-east-1a', summary: { compliant: 1, unmanaged: 2 } },
    { zone: 'us-east-1f', summary: { unmanaged: 3 } },
  ])('knows the zone of every mount target: $zone', async ({ zone, summary }) => {
    const rules = rulesOf(`{ name: r, when: { availabilityZones: [${zone}] }, ${WANTED} }`);
    const { sweep, add } = await region({ rules });
    add();
    expect(await sweep()).toMatchObject({ summary });
  });

  it('is refused where a group of another account has the name, unless the rule says whose', async () => {
    const shared = async (owner: string) => {
      const it = await region({ rules: rulesOf(`{ name: r, securityGroups: [{ name: nfs-prod${owner} }] }`) });
      addGroup(it.aws.world, { name: 'nfs-prod', vpcId: it.vpcAt(0).id, ownerId: '999988887777' });
      it.add({ mountTargets: 1 });
      return it.sweep();
    };
    expect(await shared('')).toMatchObject({ results: [{ status: 'refused', reasons: ['ambiguous-group'] }] });
    expect(await shared(', owner: self')).toMatchObject({ summary: { compliant: 1 } });
  });

  it('is refused where a group of another VPC has the name, and says what tells them apart', async () => {
    const { sweep, add, aws, vpcAt } = await region({
      rules: rulesOf('{ name: r, securityGroups: [{ name: nfs-prod, owner: self }] }'),
    });
    const elsewhere = addVpc(aws.world, { cidr: '10.99.0.0/16' }).id;
    addGroup(aws.world, { name: 'nfs-prod', vpcId: elsewhere, associatedVpcIds: [vpcAt(0).id] });
    add({ mountTargets: 1 });
    const { results } = await sweep();
    expect(results).toMatchObject([{ status: 'refused', reasons: ['ambiguous-group'] }]);
    expect(results[0]?.explanation).toMatch(
      new RegExp(`one security group of this account is named nfs-prod: .* in ${elsewhere}\\).*Select by id`),
    );
  });

  it('answers with what a person should know of the policy', async () => {
    const exemptions = 'exemptions: [{ fileSystem: fs-0123456789abcdef0, until: 2001-01-01, reason: INC-1 }]';
    const { sweep, add, journal } = await region({
      rules: `${rulesOf(`{ name: r, securityGroups: [{ name: nfs-prod }, { name: "nsf-*" }], match: at-most, never: [{ name: defualt }] }`)}${exemptions}`,
    });
    add();
    const warnings = [
      'The exemption of fs-0123456789abcdef0 (INC-1) ended on 2001-01-01: correct its date or remove it.',
      'Rule r: no security group is named nsf-*. Create a group of that name, or correct the name, or mark the selector optional.',
      'never forbids nothing here: no security group is named defualt. Correct or remove it.',
    ];
    expect(await sweep()).toMatchObject({ summary: { refused: 3 }, warnings });
    expect(journal.sweeps[0]?.result.warnings).toEqual(warnings);
  });

  it('says no more than twenty of many warnings', async () => {
    const selectors = Array.from({ length: 25 }, (_, i) => `{ name: none-${i} }`);
    const { sweep, add } = await region({
      rules: rulesOf(`{ name: r, securityGroups: [{ name: nfs-prod }, ${selectors.join(', ')}] }`),
    });
    add();
    const { warnings } = await sweep();
    expect(warnings).toHaveLength(21);
    expect(warnings?.at(-1)).toBe('5 more warnings are left out.');
  });

  it('says nothing of selectors while some groups could not be read, or there is nothing to see', async () => {
    const { sweep, add, aws } = await region({ rules: rulesOf('{ name: r, securityGroups: [{ name: none }] }') });
    expect(await sweep()).not.toHaveProperty('warnings');
    add();
    aws.faults.next('ec2:GetSecurityGroupsForVpc', { error: 'UnauthorizedOperation' });
    expect(await sweep()).not.toHaveProperty('warnings');
  });
});
