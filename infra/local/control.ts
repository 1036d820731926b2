import type { Calls } from './calls.ts';
import type { Faults } from './faults/faults.ts';
import type { FaultSettings, ScriptedFault } from './faults/settings.ts';
import type { Control } from './listen.ts';
import { AwsFault } from './wire/aws-fault.ts';
import { parseBody } from './wire/json.ts';
import type { WireResponse } from './wire/message.ts';
import type { World } from './world/world.ts';

/** What can be looked at and changed under `/_local/`. */
export interface Controlled {
  readonly calls: Calls;
  readonly faults: Faults;
  readonly world: World;
}

const json = (value: unknown, status = 200): WireResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify(value, plain, 2)}\n`,
});

const plain = (_key: string, value: unknown): unknown => {
  if (value instanceof Map) return Object.fromEntries(value);
  return value instanceof Set ? [...value] : value;
};

const settingNames: Readonly<Record<keyof FaultSettings, true>> = {
  latencyMs: true,
  lostShare: true,
  staleReads: true,
  throttle: true,
  throttledShare: true,
};

const isScript = (value: unknown): value is ScriptedFault & { readonly operation: string } =>
  typeof value === 'object' && value !== null && 'operation' in value && typeof value.operation === 'string';

const routes: Readonly<
  Record<string, (controlled: Controlled, body: Readonly<Record<string, unknown>>) => WireResponse>
> = {
  'GET /_local/calls': ({ calls }) => json(calls.counts()),
  'GET /_local/world': ({ world: { settling: _, random: __, ...world } }) => json(world),
  'POST /_local/reset': ({ calls, faults }) => {
    calls.reset();
    faults.clear();
    return json({});
  },
  'POST /_local/faults': ({ faults }, { next = [], ...settings }) => {
    const unknown = Object.keys(settings).filter((name) => !(name in settingNames));
    if (unknown.length > 0) return json({ error: `no such settings: ${unknown.join(', ')}` }, 400);
    if (!Array.isArray(next) || !next.every(isScript)) return json({ error: 'next is not a list of faults' }, 400);
    faults.set(settings as FaultSettings);
    for (const { operation, ...fault } of next) faults.next(operation, fault);
    return json({});
  },
};

/**
 * Answers what is asked of the endpoint itself, of the account and Region `at` where several are served. `GET /_local/calls` and `/_local/world`,
 * `POST /_local/reset`, and `POST /_local/faults` with `FaultSettings` and `next`, a list of scripted faults with their
 * operations.
 */
export const controlOf =
  (controlled: Controlled, at = ''): Control =>
  ({ method, path, body }) => {
    if (!path.startsWith('/_local/')) return undefined;
    const route = routes[`${method} ${path.replace(`/_local/${at}`, '/_local/')}`];
    if (!route) return json({ error: `no such control: ${method} ${path}` }, 404);
    try {
      return route(controlled, parseBody(body));
    } catch (error) {
      if (!(error instanceof AwsFault)) throw error;
      return json({ error: error.message }, 400);
    }
  };
