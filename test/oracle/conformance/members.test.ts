import { expect, it } from 'vitest';
import { startMoto } from '../support/moto.ts';
import { type Account, accounts } from './accounts.ts';
import { knownDifferences } from './known-differences.ts';
import { knownMembers, type Members } from './known-members.ts';
import { playWithSdk } from './play.ts';
import { nameOf, type Outcome } from './steps/step.ts';

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** Not texts with a digit, or long ones: they are ids, times, addresses and tokens, which differ from run to run. */
const isComparable = (value: unknown): boolean =>
  typeof value === 'boolean' || typeof value === 'number' || (typeof value === 'string' && !/\d|.{90}/.test(value));

/**
 * Paths of all members, and what stands there where that can be compared, with `[]` for whatever place in a list; a member
 * that is empty is as good as none.
 */
const pathsOf = (value: unknown, at = ''): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap((part) => pathsOf(part, `${at}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    const path = at === '' ? name : `${at}.${name}`;
    const said = [part]
      .flat()
      .filter(isComparable)
      .map((each) => `${path} = ${each}`);
    return isEmpty(part) ? [] : [path, ...said, ...pathsOf(part, path)];
  });
};

/** Of those that only the first has, the topmost. */
const onlyIn = (first: ReadonlySet<string>, second: ReadonlySet<string>): readonly string[] => {
  const only = [...first].filter((path) => !second.has(path));
  return only.filter(
    (path) =>
      !only.some(
        (above) => path.startsWith(`${above}.`) || path.startsWith(`${above}[`) || path.startsWith(`${above} = `),
      ),
  );
};

const played = async ({ steps, prepareLocal, prepareMoto }: Account) => {
  const { aws, known } = prepareLocal();
  const [endpoint, moto] = [await aws.listen(), await startMoto()];
  try {
    const here = await playWithSdk(endpoint.url, { steps, known });
    const there = await playWithSdk(moto.url, { steps, known: await prepareMoto(moto.url) });
    return steps.map((step, index) => ({ step, here: here.outcomes[index], there: there.outcomes[index] }));
  } finally {
    await endpoint.close();
    await moto.stop();
  }
};

it('both answer with the same members, and the same in them, but for those that are named', async () => {
  const all = (await Promise.all(accounts.map(played))).flat();
  const found = new Map<string, { readonly [key in keyof Members]-?: Set<string> }>();
  for (const { step, here, there } of all.filter(({ step }) => !(nameOf(step) in knownDifferences))) {
    const [ours, motos] = [here, there].map((outcome?: Outcome) => new Set(pathsOf(outcome?.output)));
    const name = `${step.service} ${step.operation}`;
    const { onlyHere, onlyInMoto } = found.get(name) ?? { onlyHere: new Set(), onlyInMoto: new Set() };
    for (const path of onlyIn(ours ?? new Set(), motos ?? new Set())) onlyHere.add(path);
    for (const path of onlyIn(motos ?? new Set(), ours ?? new Set())) onlyInMoto.add(path);
    if (onlyHere.size + onlyInMoto.size > 0) found.set(name, { onlyHere, onlyInMoto });
  }
  const told = [...found].map(([name, { onlyHere, onlyInMoto }]) => [
    name,
    {
      ...(onlyHere.size > 0 && { onlyHere: [...onlyHere].toSorted() }),
      ...(onlyInMoto.size > 0 && { onlyInMoto: [...onlyInMoto].toSorted() }),
    },
  ]);
  expect(Object.fromEntries(told)).toEqual(knownMembers);
});
