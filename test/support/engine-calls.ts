import type { Call, Calls } from '../../infra/local/calls.ts';

const toEfsOrEc2 = ({ operation }: Call): boolean => /^(efs|ec2):/.test(operation);

/** Calls to EFS and EC2, in the order they began. */
export const awsCalls = ({ log }: Calls): readonly string[] => log.filter(toEfsOrEc2).map(({ operation }) => operation);

/** The calls before the first Modify; all calls when there is none. */
const beforeModify = (calls: readonly Call[]): readonly Call[] => {
  const modify = calls.findIndex(({ operation }) => operation === 'efs:ModifyMountTargetSecurityGroups');
  return modify < 0 ? calls : calls.slice(0, modify);
};

/** The reads of EFS and EC2 before the first Modify. */
export const readsBeforeModify = ({ log }: Calls): readonly Call[] => beforeModify(log.filter(toEfsOrEc2));

/** How many of the calls had to wait for one another: the most that no two of overlapped. */
export const rounds = (calls: readonly Call[]): number => {
  const byEnd = calls.map(({ started, ended = Infinity }) => ({ started, ended })).sort((a, b) => a.ended - b.ended);
  let count = 0;
  let last = -1;
  for (const { started, ended } of byEnd) {
    if (started <= last) continue;
    count += 1;
    last = ended;
  }
  return count;
};
