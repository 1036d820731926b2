import { messagesIn, queueUrl, received } from '../../aws/account/queues.ts';
import { awsRegionReader } from '../../aws/read/region-reader.ts';
import { deadLetterQueues } from '../../core/model/request.ts';
import type { Ledger } from '../../engine/ports/ledger.ts';
import type { Description } from '../../engine/sweep/describe.ts';
import { count } from '../../report/say.ts';
import { clock } from '../../runtime/time.ts';
import type { Deployment, Session } from '../session/session.ts';
import { type Found, fail, ok, warn } from './diagnose.ts';

/** What waits, and what was given up. */
export const checkQueues = async (
  { outputs, workQueue, remediateFunction }: Deployment,
  { clients }: Session,
): Promise<Found> => {
  const sizeOf = (url: string): Promise<number> => messagesIn(clients, url, received);
  const waiting = workQueue === undefined ? 0 : await sizeOf(workQueue);
  const dead = await Promise.all(
    deadLetterQueues.flatMap((name) => {
      const arn = outputs.get(name);
      return arn === undefined ? [] : [queueUrl(clients, arn).then(async (url) => ({ name, size: await sizeOf(url) }))];
    }),
  );
  const given = dead.filter(({ size }) => size > 0);
  const total = given.reduce((sum, { size }) => sum + size, 0);
  const said = `${waiting} waiting, ${total} given up`;
  if (total === 0) return ok(said);
  const payload = JSON.stringify({ redrive: given[0]?.name, by: 'YOU', reason: 'WHY' });
  return fail(
    `${said} in ${given.map(({ name }) => name).join(', ')}`,
    `once the reason is gone: aws lambda invoke --function-name ${remediateFunction} --cli-binary-format raw-in-base64-out --payload '${payload}' /dev/stdout`,
  );
};

/** Whether anything may be written at the moment. */
export const checkGate = ({ checks }: Description): Found => {
  const test = checks.find(({ check }) => check === 'gate');
  return test?.ok
    ? ok('open: what a sweep finds is put right')
    : warn(test?.explanation.replaceAll('Not written: ', '') ?? 'not known');
};

/** Whether the table is as it must be. */
export const checkLedger = ({ checks }: Description): Found => {
  const tests = checks.filter(({ check }) => check.startsWith('ledger-'));
  const wrong = tests.filter(({ ok }) => ok === false);
  if (wrong.length === 0) return ok('keys, index, expiry and recovery are as they must be');
  const isGrave = wrong.some(({ check }) => check === 'ledger-keys' || check === 'ledger-index');
  const says = wrong.map(({ explanation }) => explanation).join(' ');
  return isGrave ? fail(says, 'see "The record" in functions/README.md') : warn(says);
};

const dayMs = 86_400_000;

/** What has not been as its rule says for long. */
export const checkStanding = async (ledger: Pick<Ledger, 'knownGood'>, { clients }: Session): Promise<Found> => {
  const known = await ledger.knownGood('all');
  const now = clock.now();
  const since: number[] = [];
  for await (const page of awsRegionReader(clients).fileSystems())
    for (const { id } of page)
      for (const { driftSince } of known.of(id).values()) if (driftSince !== undefined) since.push(driftSince);
  if (since.length === 0) return ok('every mount target is as its rule says, or will be by the next sweep');
  const days = Math.floor((now - Math.min(...since)) / dayMs);
  return warn(
    `${count(since.length, 'mount target')} not as the rules say${days > 0 ? `, for up to ${count(days, 'day')}` : ''}`,
    'mountguard plan; mountguard plan --status refused',
  );
};
