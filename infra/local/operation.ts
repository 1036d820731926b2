import type { StaleGroups } from './faults/stale-groups.ts';
import { AwsFault } from './wire/aws-fault.ts';
import { type OperationShape, operationShape } from './wire/shape.ts';
import type { World } from './world/world.ts';

/** How the account behaves where AWS leaves it open or the account's quotas say. */
export interface Behaviour {
  /** Security groups on one network interface. */
  readonly groupLimit: number;
  /** How long a new file system or mount target is `creating`, in milliseconds. */
  readonly creatingMs: number;
  /** How long one that is deleted stays `deleting`, in milliseconds. */
  readonly deletingMs: number;
  /** Log events that one FilterLogEvents looks at: beyond them it answers with a token, also when none of them matched. */
  readonly logEventsScanned: number;
  /** Whether reading or changing the groups of a mount target that is not `available` is refused as IncorrectMountTargetState. */
  readonly strictLifeCycle: boolean;
}

/** What an operation works on. */
export interface Context {
  readonly world: World;
  readonly behaviour: Behaviour;
  readonly groups: StaleGroups;
  /** Milliseconds since the epoch. */
  now(): number;
}

/** An operation of a service whose requests and answers one codec reads and writes by their schemas. */
export interface Operation<In = Context> {
  readonly shape: OperationShape;
  readonly run: (input: unknown, context: In) => unknown;
}

/** Ties what an operation does to its schema, which is what makes the input have the type that `run` takes. */
export const operation = <Input, Output, In = Context>(
  schema: readonly unknown[],
  run: (input: Input, context: In) => Output,
): Operation<In> => ({ shape: operationShape(schema), run: (input, context) => run(input as Input, context) });

/** Looks operations up by name; throws `AwsFault` with the given code for one that is not there. */
export const operationTable = <In>(
  operations: readonly Operation<In>[],
  unknownCode: string,
): ((name: string) => Operation<In>) => {
  const byName = new Map(operations.map((each) => [each.shape.name, each]));
  return (name) => {
    const known = byName.get(name);
    if (!known) throw new AwsFault(unknownCode, `This endpoint has no operation ${name}`);
    return known;
  };
};
