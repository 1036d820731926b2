import type { Tags } from './tags.ts';

/** What a flow log captures. */
export type TrafficType = 'ACCEPT' | 'REJECT' | 'ALL';

/** A flow log of a VPC, a subnet or a network interface. */
export interface FlowLog {
  readonly id: string;
  readonly resourceId: string;
  readonly trafficType: TrafficType;
  readonly destinationType: 'cloud-watch-logs' | 's3';
  /** The name of a log group, or the ARN of a bucket. */
  readonly destination: string;
  /** The role by which it writes into another account; absent where it writes into its own. */
  readonly crossAccountRole?: string;
  /** Fields as `${name}`, with spaces between them. */
  readonly format: string;
  readonly aggregationSeconds: 60 | 600;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly tags: Tags;
  /** Whether CloudWatch Logs takes what it writes. */
  delivery: 'SUCCESS' | 'FAILED';
}

/** One event of a log stream. */
export interface LogEvent {
  readonly id: string;
  /** Milliseconds since the epoch: of a flow log record, its start (VPC user guide, "Publish flow logs to CloudWatch Logs"). */
  readonly timestamp: number;
  readonly message: string;
}

/** A log group of CloudWatch Logs. */
export interface LogGroup {
  readonly name: string;
  /** Events by the name of their stream. */
  readonly streams: Map<string, LogEvent[]>;
}
