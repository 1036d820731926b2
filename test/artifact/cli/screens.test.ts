import { afterAll, describe, expect, it } from 'vitest';
import { cliOnMixedAccount } from '../../support/cli-on-mixed-account.ts';
import { asRead, settled } from '../../support/terminal.ts';

const { ids, terminal, pipe, close } = await cliOnMixedAccount();
afterAll(close);

const commands = [
  { name: 'plan', argv: ['plan'] },
  { name: 'plan-all', argv: ['plan', '--all'] },
  { name: 'plan-unmanaged', argv: ['plan', '--status', 'unmanaged'] },
  { name: 'explain-refused', argv: ['explain', ids.refused.targets[0] ?? ''] },
  { name: 'explain-no-group', argv: ['explain', ids.absent.id] },
  { name: 'explain-drifted', argv: ['explain', ids.twice.id] },
  { name: 'explain-open', argv: ['explain', ids.open.id] },
  { name: 'explain-unmanaged', argv: ['explain', ids.unmanaged.id] },
  { name: 'simulate', argv: ['simulate', 'new.yaml', '--against', 'policy.yaml', '--fail-on', 'open'] },
];

describe.each(commands)('the screen of $name', ({ name, argv }) => {
  it.each([80, 120])('reads as approved on a terminal of %i columns, and fits', async (columns) => {
    const screen = settled(asRead(await terminal(columns, argv)));
    for (const line of screen.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
    await expect(screen).toMatchFileSnapshot(`screens/${name}-${columns}.txt`);
  });

  it('reads as approved in a pipe', async () => {
    await expect(settled((await pipe(argv)).stdout)).toMatchFileSnapshot(`screens/${name}-pipe.txt`);
  });

  it('breaks nothing on a terminal of 40 columns', async () => {
    const screen = asRead(await terminal(40, argv));
    expect(screen.trim()).not.toBe('');
  });
});

it('shows colour on a terminal, and none where NO_COLOR or a pipe says so', async () => {
  const red = '\u001b[31m';
  expect(await terminal(80, ['plan'])).toContain(red);
  expect(await terminal(80, ['plan', '--no-color'])).not.toContain(red);
  expect((await pipe(['plan'])).stdout).not.toContain('\u001b');
});
