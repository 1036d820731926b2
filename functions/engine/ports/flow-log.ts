import type { VpcId } from '../../core/model/ids.ts';

/** What a flow log is asked about one mount target: its interface, and who may lose access. Times are epoch milliseconds. */
export interface FlowLogQuestion {
  readonly logGroup: string;
  readonly networkInterfaceId: string;
  readonly vpcId: VpcId;
  /** Addresses and CIDR blocks that are contested; all sources when empty. */
  readonly sources: readonly string[];
  readonly from: number;
  readonly to: number;
}

/** Flows from one address to TCP 2049 of the interface, added up. */
export interface Talker {
  /** The address that the rules of security groups see. */
  readonly address: string;
  /** The address that the packets had where they came from, where the log has it and it is another. */
  readonly origin?: string;
  readonly bytes: number;
  readonly packets: number;
  /** Aggregation intervals in which it spoke. */
  readonly intervals: number;
  /** When it last spoke, in epoch milliseconds. */
  readonly last: number;
}

/** What a flow log answers. */
export interface FlowLogAnswer {
  /** Since when everything is logged that it may acquit by, and until when; absent when it cannot acquit anybody. */
  readonly covered?: { readonly from: number; readonly to: number };
  /** Why it cannot acquit, in words: a log of rejects only, a missing field, skipped data, an answer cut short. */
  readonly gaps: readonly string[];
  readonly accepted: readonly Talker[];
  readonly rejected: readonly Talker[];
}

/** Reads VPC flow logs in CloudWatch Logs. Throws as `Reader` does. */
export interface FlowLogReader {
  /** EC2 DescribeFlowLogs, and CloudWatch Logs FilterLogEvents on the interface's streams: at most six calls in five seconds. */
  flows(question: FlowLogQuestion): Promise<FlowLogAnswer>;
}
