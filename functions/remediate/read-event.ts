import { type Intake, intake } from '../intake/intake.ts';
import type { App } from '../runtime/assemble.ts';

/** Reads an event; where the environment says dry run, whatever it asks for becomes one. */
export const readEvent = (app: Pick<App, 'own' | 'dryRun'>, event: unknown): Intake => {
  const seen = intake(event, app.own);
  return app.dryRun && seen.kind === 'look' ? { ...seen, request: { ...seen.request, dryRun: true } } : seen;
};
