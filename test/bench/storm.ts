import { storm } from '../support/storm.ts';
import { type Row, whole } from './row.ts';

const events = { events: 1000, duplicated: 0.3, fileSystems: 100 };
const efs = { rate: 10, burst: 10 };
const mostTimes = 1.3;

/** A storm of events, without and with a limit on calls to EFS, in virtual time. */
export const storms = async (): Promise<readonly Row[]> => {
  const free = await storm(events);
  const paced = await storm({ ...events, efs });
  const ratio = paced.calls / free.calls;
  const outcome = (what: string, { modified, right, lost, mountTargets, seconds }: typeof free): Row => ({
    what,
    ours: `${right} of ${mountTargets} fixed, ${modified} changes, ${lost} events lost, ${whole(seconds)} s`,
    against: `one change of each drifted mount target, all fixed, none lost`,
    met: right === mountTargets && modified === mountTargets && lost === 0,
  });
  return [
    outcome('1,000 events about 300 mount targets', free),
    outcome('the same, EFS allowing 10 calls a second', paced),
    {
      what: 'calls to EFS and EC2, with that limit and without',
      ours: `${whole(paced.calls)} and ${whole(free.calls)}: ${ratio.toFixed(2)} times`,
      against: `at most ${mostTimes} times`,
      met: ratio <= mostTimes,
    },
  ];
};
