import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { outputLines } from '../../support/engine-lines.ts';
import { policyText } from '../../support/engine-scene.ts';
import { A, B, organization, organizationText } from './scene.ts';

/** The hub's places with a role for those who look. */
const audited = async (asked: Parameters<typeof organization>[0] = {}) => {
  const scene = await organization(asked);
  outputLines();
  for (const roles of scene.local.trust.roles.values()) roles.add('auditor');
  return scene;
};

const placesIn = (text: string) =>
  [JSON.parse(text)].flat().map(({ account, region, summary }) => `${account} ${region} ${summary.drifted}`);

const everyPlace = [`${A} eu-west-1 1`, `${A} us-east-1 1`, `${B} eu-west-1 1`, `${B} us-east-1 1`];

it('plans every account and Region that the hub looks after, or those that are named', async () => {
  const scene = await audited();
  const all = await scene.cli(['plan', '--format', 'json', '--detailed-exitcode']);
  expect(all.stderr).toMatch(
    /^All together: 4 changes in 4 of 4 places\.\nA run writes nothing then: 4 of 4 places have drift, more than organization\.placesDrifted\.percent/,
  );
  expect([all.code, placesIn(all.stdout)]).toEqual([2, everyPlace]);
  expect(JSON.parse(all.stdout)[0]).toMatchObject({ stack: { name: 'mountguard' }, policy: { rules: 1 } });
  const sessions = scene.local.sessions().map(({ account, role, name }) => `${account} ${role} ${name}`);
  expect(sessions.toSorted(), 'one for each account').toEqual([
    `${A} auditor mountguard-cli`,
    `${B} auditor mountguard-cli`,
  ]);
  await writeFile(join(scene.directory, 'accounts.txt'), `# production\n${B}\n`);
  const named = await scene.cli(['plan', '--accounts', '@accounts.txt', '--region', 'us-east-1', '--format', 'json']);
  expect(placesIn(named.stdout)).toEqual([`${B} us-east-1 1`]);
});

it('counts for no run what has drifted where nothing can write, and says so of each mount target', async () => {
  const scene = await audited();
  for (const place of [scene.a, scene.aInUs]) await scene.coverage.recordEnforced(place, false);
  const plan = await scene.cli(['plan', '--format', 'json', '--detailed-exitcode']);
  expect(plan.stderr).toMatch(/^All together: 2 changes in 2 of 4 places\./);
  expect([plan.code, placesIn(plan.stdout).slice(0, 2)]).toEqual([2, [`${A} eu-west-1 0`, `${A} us-east-1 0`]]);
  expect(JSON.parse(plan.stdout)[0].results).toMatchObject([
    { status: 'refused', reasons: [{ code: 'not-enforced-here', remedy: expect.stringMatching(/^Deploy it there/) }] },
  ]);
});

it('reads with the units on record what the rules of a place are, and leaves out what is not looked after', async () => {
  const text = `${policyText(organizationText)}`.replace('regions: [eu-west-1, us-east-1]', 'regions: [us-east-1]');
  const scene = await audited({
    policy: text.replace(/when:\s*\{/, 'when: { units: [ou-ab12-99999999], '),
  });
  await scene.coverage.recordDiscovered({ ...scene.bInUs, name: 'b', units: ['r-ab12', 'ou-ab12-99999999'] }, 2);
  const { stdout } = await scene.cli(['plan', '--format', 'json']);
  expect(placesIn(stdout)).toEqual([`${A} us-east-1 0`, `${B} us-east-1 1`]);
});

it('names each place that it cannot read, shows the others, and fails', async () => {
  const scene = await audited();
  scene.local.trust.roles.get(A)?.delete('auditor');
  const plan = await scene.cli(['plan', '--format', 'json', '--detailed-exitcode']);
  expect([plan.code, placesIn(plan.stdout)]).toEqual([1, everyPlace.slice(2)]);
  expect(plan.stderr).toMatch(
    new RegExp(`not read: account ${A}, eu-west-1: .*\n.*not read: account ${A}, us-east-1: `),
  );
  const why = { at: 0, run: 'run-1', code: 'throttled', reason: 'AWS slows calls down.' } as const;
  for (const place of [scene.a, scene.b]) await scene.coverage.recordNotSwept(place, why);
  const report = await scene.cli(['report', '--format', 'json']);
  expect(report.code).toBe(1);
  const told = JSON.parse(report.stdout);
  const says = 'The run of the hub at 1970-01-01T00:00:00.000Z did not sweep it to its end (throttled): AWS slows';
  expect(told.places.map(({ notLookedAt }: { notLookedAt: string[] }) => notLookedAt)).toEqual([
    [`${says} calls down.`],
    [],
  ]);
  expect(told.unread).toMatchObject([
    { account: A, region: 'eu-west-1', why: expect.stringMatching(/AccessDenied.*\. The run of the hub .* down$/) },
    { account: A, region: 'us-east-1', why: expect.not.stringMatching(/The run of the hub/) },
  ]);
  const doctor = await scene.cli(['doctor']);
  expect([doctor.code, doctor.stderr]).toEqual([1, expect.stringMatching(/leave out --organization/)]);
  const without = await scene.cli(['plan'], []);
  expect([without.code, without.stderr]).toEqual([1, expect.stringMatching(/name it with --role-name/)]);
});

it('pauses the writes of one account in all its Regions, without a role there, and resumes them', async () => {
  const scene = await audited();
  const fix = ({ account, region, mountTarget }: typeof scene.a) =>
    scene.remediate({ place: { account, region }, mountTargetIds: [mountTarget.id] });
  const paused = await scene.cli(['pause', '--account', A, '--reason', 'INC-7'], []);
  expect(paused).toMatchObject({ code: 0, stderr: '' });
  expect(paused.stdout).toContain(`Account ${A}, eu-west-1: Nothing is written`);
  expect(paused.stdout).toContain(`Account ${A}, us-east-1: Nothing is written`);
  await Promise.all([scene.a, scene.aInUs, scene.b].map(fix));
  expect([scene.a.groups(), scene.aInUs.groups()]).toEqual([[scene.a.stray], [scene.aInUs.stray]]);
  expect(scene.b.groups()).toEqual([scene.b.wanted]);
  expect(await scene.cli(['resume', '--account', A, '--reason', 'over'], [])).toMatchObject({ code: 0 });
  await fix(scene.a);
  expect(scene.a.groups()).toEqual([scene.a.wanted]);
});

it('is told faults of one place below its account and Region, and counts the calls there', async () => {
  const scene = await audited();
  const at = `_local/${A}/us-east-1`;
  const error = { operation: 'efs:DescribeFileSystems', error: 'WhateverException', times: 9 };
  await fetch(new URL(`${at}/faults`, scene.url), { method: 'POST', body: JSON.stringify({ next: [error] }) });
  const { code, stdout, stderr } = await scene.cli(['plan', '--account', A, '--format', 'json']);
  expect([code, placesIn(stdout)]).toEqual([1, [`${A} eu-west-1 1`]]);
  expect(stderr).toMatch(/not read: account 222233334444, us-east-1: .*WhateverException/);
  expect(await (await fetch(new URL(`${at}/calls`, scene.url))).json()).toMatchObject({
    'efs:DescribeFileSystems': expect.any(Number),
  });
  expect((await fetch(new URL('_local/999988887777/us-east-1/calls', scene.url))).status).toBe(404);
});

it.each([
  {
    when: 'no place is asked for',
    argv: ['--account', '999988887777'],
    says: /of 4 places on record none is asked for/,
  },
  {
    when: 'an id is wrong',
    argv: ['--accounts', '222233334444,12'],
    says: /"12" is no account id; write twelve digits/,
  },
])('says what to do when $when', async ({ argv, says }) => {
  const scene = await audited();
  const { code, stderr } = await scene.cli(['plan', ...argv]);
  expect([code, stderr]).toEqual([1, expect.stringMatching(says)]);
});

it('says that a policy without an organisation has one place', async () => {
  const { cli } = await audited({ policy: policyText('') });
  expect((await cli(['plan'])).stderr).toMatch(/has no field organization.*leave out --organization/);
});
