import { inspect } from 'node:util';
import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { fs, mt, sg } from '../ids.ts';
import {
  fixed,
  hold,
  intent,
  LEASE_MS,
  landedOf,
  type NewLedger,
  nothing,
  otherFs,
  pk,
  pkOf,
  recordOf,
  START,
} from './scene.ts';

/** The first time that no date can hold. */
const beyond = 8.64e15 + 1;

const pending = { ...intent, phase: 'pending' };
const mark = landedOf(intent);
const refusals = { count: 1, since: START };

interface Poison {
  readonly attribute: string;
  readonly value: unknown;
  /** What is said of it, and what stands there. */
  readonly says: string;
  readonly text: string;
}

const poison = (attribute: string, value: unknown, says = 'has no readable value', found = value): Poison => ({
  attribute,
  value,
  says,
  text: found instanceof NumberValue ? found.toString() : inspect(found, { breakLength: Number.POSITIVE_INFINITY }),
});

/** What is wrong with a field, by the path to it: each of some values, in turn. */
type Broken = Readonly<Record<string, readonly unknown[]>>;

/** Each field of a stored map, in turn, as none can be. */
const each = (attribute: string, whole: object, broken: Broken): readonly Poison[] =>
  Object.entries(broken).flatMap(([path, values]) =>
    values.map((it) => poison(attribute, { ...whole, [path.split('.')[0] ?? '']: it }, `has no readable ${path}`, it)),
  );

const brokenIntent: Broken = {
  changeId: [7],
  mountTargetId: ['fs-0123456789abcdef0', undefined],
  before: ['sg-00000001', undefined],
  'after.0': [['sg-1']],
  'after.1': [[sg(1), 7]],
  rule: [undefined],
  policyVersion: [3],
  cause: [undefined],
  at: ['2026', beyond],
  actor: ['someone'],
  'actor.arn': [{}],
  eventId: [7],
  undoes: [7],
};
const nameless = 'is about nothing that has an id';

const poisons: readonly Poison[] = [
  poison('intent', 'nonsense'),
  poison('intent', null),
  poison('intent', { ...pending, fileSystemId: otherFs }, `is of ${otherFs}`),
  ...each('intent', pending, {
    ...brokenIntent,
    fileSystemId: ['fs', undefined],
    phase: ['perhaps', undefined],
    hold: ['Monday'],
    'hold.until': [{ ...hold, until: undefined }],
  }),
  poison('hold:nonsense', hold, nameless),
  poison(`hold:${mt}`, 'until Monday'),
  ...each(`hold:${fs}`, hold, {
    until: [undefined, 'Monday', beyond, -beyond],
    reason: [7],
    by: [undefined],
    at: ['2026'],
  }),
  poison('released:sg-00000001', START, nameless),
  poison(`released:${mt}`, 'Monday'),
  poison(`released:${fs}`, beyond),
  poison('landed:c-1', []),
  ...each('landed:c-1', mark, {
    changeId: [undefined],
    mountTargetId: ['x'],
    at: [undefined, beyond, NumberValue.from('9e99'), NumberValue.from('9007199254740993.5')],
    before: [undefined],
    'after.0': [['sg-1']],
    policyVersion: [undefined],
    by: [7],
    undoes: [7],
  }),
  poison(`refused:${fs}`, refusals, nameless),
  ...each(`refused:${mt}`, refusals, { count: [-1, 1.5, 'two'], since: [undefined, beyond] }),
  ...['two', 1.5, -1].map((value) => poison('holdsVersion', value)),
  ...[[mt], new Set([7])].map((value) => poison('pointed', value)),
];

/** Items that another release, or a person, has left, and that cannot be understood. */
export const poisonedCases = (newLedger: NewLedger): void => {
  const fault = (says: string) => ({
    name: 'TerminalError',
    code: 'internal-error',
    message: expect.stringMatching(new RegExp(`^${says.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&')}; `)),
  });

  it.each(poisons)('$attribute $says: $text is a fault, of that file system only', async (it) => {
    const { ledger, table, put, items } = await newLedger();
    const { attribute, value } = it;
    await put({ pk: pkOf(fs), sk: 'state', [attribute]: value });
    const says = fault(`${pkOf(fs)} in ${table}: the attribute "${attribute}" of the item "state" ${it.says}`);
    const { gate, record } = await ledger.read([fs, otherFs]);
    expect([gate, record(otherFs)]).toEqual([{}, { ...nothing, id: otherFs }]);
    expect(() => record(fs)).toThrow(expect.objectContaining(says));
    await expect(ledger.acquire(fs)).rejects.toMatchObject(says);
    expect((await items())[0]).not.toHaveProperty('owner');
    expect(await ledger.acquire(otherFs)).toBeDefined();
  });

  it.each([
    { what: 'nobody can name', item: { owner: 7, leaseExpiresAt: START + LEASE_MS }, field: 'owner' },
    { what: 'never ends', item: { owner: 'o' }, field: 'leaseExpiresAt' },
    { what: 'ends at no time', item: { owner: 'o', leaseExpiresAt: 'soon' }, field: 'leaseExpiresAt' },
    { what: 'ends beyond all time', item: { owner: 'o', leaseExpiresAt: beyond }, field: 'leaseExpiresAt' },
  ])('a lease that $what is a fault naming $field, and is not taken over', async ({ item, field }) => {
    const { ledger, table, put } = await newLedger();
    await put({ pk: pkOf(fs), sk: 'state', ...item });
    const of = `${pkOf(fs)} in ${table}: the attribute "owner" of the item "state"`;
    const says = fault(`${of} has no readable ${field}`);
    await expect(recordOf(ledger)).rejects.toMatchObject(says);
    expect(await ledger.acquire(fs)).toBeUndefined();
  });

  describe('a concluded change', () => {
    const at = '2026-11-01T12:00:00.000Z';
    const item = { ...intent, pk: pkOf(fs), sk: `change#${at}#c-1`, listed: `${pk}/2026-11-01`, ...fixed };
    const concluded = { ...item, at: START, concludedAt: fixed.at };
    const broken: Broken = {
      ...brokenIntent,
      fileSystemId: ['x'],
      status: [undefined, 7],
      reasons: ['many'],
      'reasons.0': [[7]],
      concludedAt: [undefined, beyond],
    };

    it.each(each('', concluded, broken))(
      'that $says, but $text, is left out of the others and named, with its file system',
      async (it) => {
        const { ledger, table, put } = await newLedger();
        await put(it.value as object);
        const says = fault(`${pkOf(fs)} in ${table}: the item "${item.sk}" ${it.says}`);
        const told = { changes: [], more: false, unreadable: [says.message] };
        expect(await ledger.history(fs, fs, 5)).toEqual(told);
        expect(await ledger.between(START, START, 5)).toEqual(told);
        expect(await recordOf(ledger)).toEqual(nothing);
        expect(await ledger.history(otherFs, otherFs, 5)).toEqual({ changes: [], more: false });
      },
    );
  });

  it.each([
    { of: 'gate', what: 'closed for no reason', item: { closed: { at: START } }, field: 'closed.reason' },
    { of: 'gate', what: 'closed at no time', item: { closed: { reason: 'paused', at: 'noon' } }, field: 'closed.at' },
    {
      of: 'gate',
      what: 'closed beyond all time',
      item: { closed: { reason: 'paused', at: beyond } },
      field: 'closed.at',
    },
    { of: 'gate', what: 'closed in other words', item: { closed: true }, field: 'closed' },
    { of: 'gate', what: 'closed by nothing', item: { closed: null }, field: 'closed' },
    { of: 'gate', what: 'measured for no policy', item: { measured: 3 }, field: 'measured' },
    { of: 'gate', what: 'tried for no policy', item: { tried: ['v2'] }, field: 'tried' },
    { of: 'survey', what: 'begun at no time', item: { lastBegan: 'noon' }, field: 'lastBegan' },
    { of: 'survey', what: 'begun beyond all time', item: { lastBegan: beyond }, field: 'lastBegan' },
    { of: 'survey', what: 'ended nowhere', item: { reached: 'fs-1' }, field: 'reached' },
  ])('a $of that was $what is a fault naming $field, each time', async ({ of, item, field }) => {
    const { ledger, table, put } = await newLedger();
    await put({ pk, sk: of, ...item });
    const says = fault(`${pk} in ${table}: the item "${of}" has no readable ${field}`);
    const ask = of === 'gate' ? [ledger.gate, () => ledger.read([fs])] : [1, 2].map(() => () => ledger.beginSurvey(1));
    for (const question of ask) await expect(question()).rejects.toMatchObject(says);
  });

  it('a pointer that leads nowhere is a fault naming it', async () => {
    const { ledger, table, put } = await newLedger();
    await put({ pk: pkOf(mt), sk: 'pointer', fileSystemId: mt });
    const says = fault(`${pkOf(mt)} in ${table}: the item "pointer" has no readable fileSystemId`);
    await expect(ledger.fileSystemOf(mt)).rejects.toMatchObject(says);
  });
};
