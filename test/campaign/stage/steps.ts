import { text } from '../../../functions/intake/read.ts';
import type { Call } from './happening.ts';

/** The steps of a write, in their order: at each of them a process may die. */
export const steps = ['acquire', 're-read', 'intend', 'modify', 'read back', 'conclude', 'forget', 'release'] as const;

const ledgerStep = (operation: string, input: unknown): string | undefined => {
  if (text(input, 'TableName') !== 'ledger') return undefined;
  if (operation === 'PutItem') return 'conclude';
  const update = text(input, 'UpdateExpression') ?? '';
  if (/leaseExpiresAt = /.test(update)) return 'acquire';
  if (/^SET intent/.test(update)) return 'intend';
  if (/^REMOVE intent/.test(update)) return 'forget';
  if (/^REMOVE #owner/.test(update)) return 'release';
  return undefined;
};

const targetOf = (input: unknown): string | undefined =>
  text(input, 'MountTargetId') ?? text(input, 'Key.pk.S') ?? text(input, 'Item.pk.S');

/** Names what each request of one process is for; a read of groups is named by what came before it. */
export const stepNamer = () => {
  const last = new Map<string | undefined, string>();
  return (service: Call['service'], operation: string, input: unknown): Call => {
    const target = targetOf(input);
    const before = last.get(target);
    const step = (): string => {
      if (service === 'dynamodb') return ledgerStep(operation, input) ?? operation;
      if (operation === 'ModifyMountTargetSecurityGroups') return 'modify';
      if (operation !== 'DescribeMountTargetSecurityGroups') return operation;
      if (before === 'acquire') return 're-read';
      return before === 'modify' || before === 'read back' ? 'read back' : 'observe';
    };
    const call = { service, operation, input, step: step(), target };
    if (call.step !== operation) last.set(target, call.step);
    return call;
  };
};
