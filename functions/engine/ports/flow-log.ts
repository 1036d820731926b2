import type { VpcId } from '../../core/model/ids.ts';
import type { FlowLogAnswer } from '../../core/nfs/flow-log.ts';

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

/** Reads VPC flow logs in CloudWatch Logs. */
export interface FlowLogReader {
  /**
   * EC2 DescribeFlowLogs, and CloudWatch Logs FilterLogEvents on the interface's streams: at most six calls in five seconds.
   * Whatever AWS refuses, or does not answer in time, is a gap of the answer: it never rejects because of AWS.
   */
  flows(question: FlowLogQuestion): Promise<FlowLogAnswer>;
}
