import { expect, it } from 'vitest';
import { playWithSdk } from '../../contract/play.ts';
import { startMoto } from '../support/moto.ts';
import { type AccountOnMoto, accountsOnMoto } from './accounts-on-moto.ts';
import { membersUnlikeMoto, unlikeMoto } from './unlike-moto.ts';

/** The member's own name, of a path with or without what stands there. */
const memberAt = (path: string): string => path.replace(/ = .*/s, '').split('.').at(-1) ?? '';

const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0;

/** Not texts with a digit, or long ones: they are ids, times, addresses and tokens, which differ from run to run. */
const isComparable = (value: unknown): boolean =>
  typeof value === 'boolean' ||
  typeof value === 'number' ||
  (typeof value === 'string' && !/\d|-[a-f]{8}|.{90}/.test(value));

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

/** How both answered every step. */
const played = async ({ steps, prepare, prepareMoto }: AccountOnMoto) => {
  const { aws, known } = prepare();
  const moto = await startMoto();
  try {
    const here = await playWithSdk(aws, { steps, known });
    const there = await playWithSdk(moto.url, { steps, known: await prepareMoto(moto.url) });
    return steps.map((step, index) => ({ step, here: here.outcomes[index], there: there.outcomes[index] }));
  } finally {
    await moto.stop();
  }
};

it('both answer with the same members, and the same in them, but for those that are named', async () => {
  const answers = (await Promise.all(accountsOnMoto.map(played))).flat();
  const differing = answers.flatMap(({ step, here, there }) => {
    if (unlikeMoto.has(step.name)) return [];
    const [ours, motos] = [new Set(pathsOf(here?.output)), new Set(pathsOf(there?.output))];
    const operation = `${step.service} ${step.operation}`;
    return [...onlyIn(ours, motos), ...onlyIn(motos, ours)].map((path) => ({ operation, member: memberAt(path) }));
  });
  const byOperation = [...Map.groupBy(differing, ({ operation }) => operation)].map(([operation, found]) => [
    operation,
    [...new Set(found.map(({ member }) => member))].toSorted(),
  ]);
  expect(Object.fromEntries(byOperation)).toEqual(membersUnlikeMoto);
});
