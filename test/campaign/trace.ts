import { text } from '../../functions/intake/read.ts';
import { type Happening, writtenBy } from './stage/happening.ts';

const clock = (ms: number): string => `${(ms / 1000).toFixed(3).padStart(9)}s`;

const groupsOf = (call: Parameters<typeof writtenBy>[0]): string => {
  const groups = writtenBy(call);
  return groups ? ` <- ${groups.join(', ')}` : '';
};

const told = (it: Happening): string => {
  switch (it.kind) {
    case 'sent':
      return `asks ${it.call.service}:${it.call.step} ${it.call.target ?? ''}${groupsOf(it.call)}`;
    case 'arrived':
      return '';
    case 'behind':
      return `asks ${it.call.step} behind its answer`;
    case 'performed':
      return it.error === undefined ? `  ${it.call.step} performed` : `  ${it.call.step} refused: ${it.error}`;
    case 'answered':
      return it.error === undefined
        ? `  ${it.call.step} answered`
        : `  ${it.call.step} answered ${it.error}${it.lost ? ' (lost)' : ''}`;
    case 'started':
      return `starts: ${it.why}`;
    case 'ended':
      return `ends: ${JSON.stringify(it.answer)?.slice(0, 200)}`;
    case 'died':
      return `dies ${it.why}`;
    case 'decided':
      return `decides ${it.finding.mountTargetId} ${it.finding.status} ${it.finding.reasons.join(', ')} [${it.finding.before.join(', ')}] -> [${it.finding.after.join(', ')}] because of ${it.cause.cause}`;
    case 'swept':
      return `swept ${it.result.checked}, queued ${it.result.queued}: ${JSON.stringify(it.result.summary)}`;
    case 'warned':
      return `warns: ${it.message} ${JSON.stringify({ ...it.keys, error: String(it.keys['error']) })}`;
    case 'settled':
      return `settles event ${it.eventId}${it.replayed ? ' as before' : ''}`;
    case 'changed':
      return `${it.who}: ${it.what}`;
    case 'queued':
      return `queue ${it.queue}: + ${it.messageId} ${text(JSON.parse(it.body.startsWith('{') ? it.body : '{}'), 'detail.eventName') ?? it.body.slice(0, 120)}`;
    case 'received':
      return `receives ${it.messageIds.join(', ')}`;
    case 'deleted':
      return `is done with ${it.messageId}`;
    case 'dead':
      return `queue: ${it.messageId} is dead`;
  }
};

/** One line of a run's trace: when it happened, who did it, what it was. Requests on their way are left out. */
export const traceLine = (it: Happening, msSinceStart: number): string | undefined => {
  const what = told(it);
  const who = 'process' in it ? it.process.name : '';
  return what === '' ? undefined : `${clock(msSinceStart)}  ${who.padEnd(14)} ${what}`;
};
