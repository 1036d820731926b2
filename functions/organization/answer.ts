import { taskRequest } from '../intake/task-request.ts';
import type { OrganizationApp } from '../runtime/assemble-organization.ts';
import { readable } from '../runtime/read-event.ts';
import { discover } from './discover.ts';
import { report } from './report.ts';
import { sum } from './sum.ts';

/** Does one task of the state machine. Throws one clear `TerminalError` when the payload is malformed. */
export const answer = (app: OrganizationApp) => async (event: unknown) => {
  const request = readable(taskRequest(event));
  if (request.kind === 'report') return report(app.ports, app.telling, request, app.overdueHours);
  const policy = await app.readPolicy();
  return request.kind === 'discover' ? discover(app.ports, policy) : sum(app.ports, policy, request);
};
