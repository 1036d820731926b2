import type { FlowLog } from '@aws-sdk/client-ec2';
import { LAG } from '../../core/nfs/flow-log.ts';
import type { FlowLogQuestion } from '../../engine/ports/flow-log.ts';
import { fieldsOf, needed } from './flow-log-format.ts';

/** How the records of an interface are to be read, and what they can prove. Times are epoch milliseconds. */
export interface Plan {
  /** The fields of a record; none where there is nothing to read. */
  readonly fields: readonly string[];
  /** Since when records are of this format. */
  readonly from: number;
  /** When silence is proof, if there are records all the time. */
  readonly covers: { readonly from: number; readonly to: number };
  /** The longest interval that a record adds up, in seconds. */
  readonly seconds: number;
  /** Why silence proves nothing. */
  readonly gaps: readonly string[];
}

/** By default a flow log aggregates for up to ten minutes (VPC user guide, "Flow log records"). */
const defaultInterval = 600;

const began = (logs: readonly FlowLog[], now: number): number =>
  Math.min(...logs.map(({ CreationTime }) => CreationTime?.getTime() ?? now));

/** Whether a flow log writes into the log group of its name here: one that writes into another account names a group there. */
export const isHere = ({ FlowLogStatus, LogDestinationType, DeliverCrossAccountRole }: FlowLog): boolean =>
  FlowLogStatus === 'ACTIVE' &&
  (LogDestinationType === undefined || LogDestinationType === 'cloud-watch-logs') &&
  !DeliverCrossAccountRole;

/** Why these flow logs cannot acquit a client, though what they have can be read. */
const gapsOf = (logs: readonly FlowLog[], fields: readonly string[]): readonly string[] => {
  const ids = logs.map(({ FlowLogId }) => FlowLogId).join(', ');
  const gaps = fields.includes('log-status') ? [] : [`the flow log ${ids} has no field log-status`];
  const accepting = logs.filter(({ TrafficType }) => TrafficType !== 'REJECT');
  if (accepting.length === 0) return [...gaps, `the flow log ${ids} has only rejected traffic`];
  const failed = accepting.find(({ DeliverLogsStatus }) => DeliverLogsStatus === 'FAILED');
  if (!failed) return gaps;
  return [
    ...gaps,
    `the flow log ${failed.FlowLogId} is not delivered: ${failed.DeliverLogsErrorMessage ?? 'unknown error'}`,
  ];
};

/**
 * Plans the reading of flow logs that write into one log group about one interface: its stream has the records of all of them
 * (VPC user guide, "Publish flow logs to CloudWatch Logs"), so that they must have one format. The last 15 minutes prove
 * nothing, nor do the first of a flow log.
 */
export const planReading = (logs: readonly FlowLog[], question: FlowLogQuestion, now: number): Plan => {
  const [log] = logs;
  const fields = fieldsOf(log?.LogFormat);
  const from = Math.max(question.from, began(logs, now));
  const accepting = logs.filter(({ TrafficType }) => TrafficType !== 'REJECT');
  const plan = {
    fields,
    from,
    covers: { from: Math.max(question.from, began(accepting, now) + LAG), to: Math.min(question.to, now - LAG) },
    seconds: Math.max(...logs.map(({ MaxAggregationInterval = defaultInterval }) => MaxAggregationInterval)),
  };
  const nothing = (gap: string): Plan => ({ ...plan, fields: [], gaps: [gap] });
  if (!log) return nothing(`no flow log of ${question.networkInterfaceId} goes to ${question.logGroup}`);
  if (logs.some(({ LogFormat }) => String(fieldsOf(LogFormat)) !== String(fields)))
    return nothing(`flow logs of different formats go to ${question.logGroup}`);
  const missing = needed.filter((name) => !fields.includes(name));
  if (missing.length > 0) return nothing(`the flow log ${log.FlowLogId} has no field ${missing.join(', ')}`);
  return { ...plan, gaps: gapsOf(logs, fields) };
};
