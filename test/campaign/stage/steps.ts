import { text } from '../../../functions/intake/read.ts';
import type { Call } from './happening.ts';
import type { Asked } from './stage.ts';

/** The steps of a write, in about their order: at each of them a process may die. */
export const steps = [
  'observe',
  'acquire',
  'gate',
  'try out',
  'spend',
  'intend',
  'last read',
  'withdraw',
  'give back',
  'modify',
  'read back',
  'put change',
  'conclude',
  'leave in doubt',
  'roll back',
  'release',
] as const;

/** What an update of the ledger is for, by its sort key and what it says. */
const updates: readonly (readonly [sk: RegExp, says: RegExp, step: string])[] = [
  [/^state$/, /^SET intent = .* ADD pointed|^SET .*, intent = .* ADD pointed/, 'roll back'],
  [/^state$/, /ADD pointed/, 'conclude'],
  [/^state$/, /^SET intent = /, 'intend'],
  [/^state$/, /^SET intent\.phase/, 'leave in doubt'],
  [/^state$/, /^REMOVE intent, listed/, 'withdraw'],
  [/^state$/, /^REMOVE .*leaseExpiresAt/, 'release'],
  [/^state$/, /leaseExpiresAt = /, 'acquire'],
  [/^state$/, /REMOVE/, 'release hold'],
  [/^state$/, /holdsVersion/, 'hold'],
  [/^gate$/, /tried = |trial /, 'try out'],
  [/^gate$/, /closed = /, 'close gate'],
  [/^gate$/, /measured = /, 'open gate'],
  [/^hour#/, /ADD/, 'spend'],
  [/^hour#/, /DELETE/, 'give back'],
  [/^survey$/, /leaseExpiresAt = /, 'begin survey'],
  [/^survey$/, /REMOVE/, 'end survey'],
];

/** What an item is put for, by its sort key. */
const puts: readonly (readonly [sk: RegExp, step: string])[] = [
  [/^change#/, 'put change'],
  [/^pointer$/, 'point'],
  [/^(?:good|swept)$/, 'keep good'],
];

const ledgerStep = (operation: string, input: unknown): string | undefined => {
  if (text(input, 'TableName') !== 'ledger') return undefined;
  if (operation === 'PutItem') return puts.find(([key]) => key.test(text(input, 'Item.sk.S') ?? ''))?.[1];
  const sk = text(input, 'Key.sk.S') ?? '';
  if (operation === 'GetItem') return sk;
  // Beside what it is for, an update sets the version of a new item.
  const says = (text(input, 'UpdateExpression') ?? '').replace(/^SET v = if_not_exists\([^)]*\), /, 'SET ');
  return updates.find(([key, said]) => key.test(sk) && said.test(says))?.[2];
};

const targetOf = (input: unknown): string | undefined =>
  text(input, 'MountTargetId') ?? (text(input, 'Key.pk.S') ?? text(input, 'Item.pk.S'))?.split('/').at(-1);

/** Names what each request of one process is for; a read under a lease is named by what came before it. */
export const stepNamer = () => {
  const written = new Set<string | undefined>();
  return ({ service, operation, input, isLast = false }: Asked): Call => {
    const target = targetOf(input);
    const stepOf = (): string => {
      if (service === 'dynamodb') return ledgerStep(operation, input) ?? operation;
      if (operation === 'ModifyMountTargetSecurityGroups') return 'modify';
      if (operation === 'DescribeNetworkInterfaces') return 'observe';
      if (operation !== 'DescribeMountTargetSecurityGroups' || !isLast) return operation;
      return written.has(target) ? 'read back' : 'last read';
    };
    const step = stepOf();
    if (step === 'modify') written.add(target);
    if (step === 'put change') written.delete(text(input, 'Item.mountTargetId.S'));
    return { service, operation, input, step, target };
  };
};
