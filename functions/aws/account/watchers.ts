import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { ask } from '../client/ask.ts';
import { type ClientOptions, clientConfig } from '../client/clients.ts';
import { inChunks } from '../client/in-chunks.ts';

/** An alarm as it stands. */
export interface Alarm {
  readonly name: string;
  /** `OK`, `ALARM` or `INSUFFICIENT_DATA`. */
  readonly state: string;
  /** ARNs of what is told, topics of SNS for one. */
  readonly tells: readonly string[];
}

/** Names that one DescribeAlarms takes. */
const mostNames = 100;

/** CloudWatch DescribeAlarms by name. Throws as `Reader` does. */
export const alarmsNamed = async (names: readonly string[], options: ClientOptions): Promise<readonly Alarm[]> => {
  const client = new CloudWatchClient(clientConfig(options));
  const pages = await Promise.all(
    inChunks(names, mostNames).map((some) =>
      ask({ action: 'cloudwatch:DescribeAlarms', about: 'the alarms of the stack' }, () =>
        client.send(new DescribeAlarmsCommand({ AlarmNames: [...some], MaxRecords: mostNames })),
      ),
    ),
  );
  return pages
    .flatMap(({ MetricAlarms = [] }) => MetricAlarms)
    .map(({ AlarmName = '', StateValue = '', ActionsEnabled, AlarmActions = [] }) => ({
      name: AlarmName,
      state: StateValue,
      tells: ActionsEnabled === true ? AlarmActions : [],
    }));
};

/** EventBridge DescribeRule: whether a rule is enabled. Throws as `Reader` does. */
export const isRuleEnabled = async (id: string, options: ClientOptions): Promise<boolean> => {
  // CloudFormation has a rule on a bus of its own as BUS|RULE.
  const [Name = id, EventBusName] = id.split('|').reverse();
  const { State } = await ask({ action: 'events:DescribeRule', about: `rule ${Name}` }, () =>
    new EventBridgeClient(clientConfig(options)).send(
      new DescribeRuleCommand({ Name, ...(EventBusName && { EventBusName }) }),
    ),
  );
  return State !== 'DISABLED';
};

/** EventBridge Scheduler GetSchedule: when a schedule fires, and whether it does. Throws as `Reader` does. */
export const readSchedule = async (
  name: string,
  options: ClientOptions,
): Promise<{ readonly expression: string; readonly isEnabled: boolean }> => {
  const { ScheduleExpression = '', State } = await ask(
    { action: 'scheduler:GetSchedule', about: `schedule ${name}` },
    () => new SchedulerClient(clientConfig(options)).send(new GetScheduleCommand({ Name: name })),
  );
  return { expression: ScheduleExpression, isEnabled: State !== 'DISABLED' };
};

/** Security groups to a network interface (VPC quotas). */
const groupsPerInterface = 'L-2AFB9258';

/** Service Quotas GetServiceQuota: how many security groups an interface may have. Throws as `Reader` does. */
export const groupsQuota = async (options: ClientOptions): Promise<number | undefined> => {
  const { Quota } = await ask({ action: 'servicequotas:GetServiceQuota', about: groupsPerInterface }, () =>
    new ServiceQuotasClient(clientConfig(options)).send(
      new GetServiceQuotaCommand({ ServiceCode: 'vpc', QuotaCode: groupsPerInterface }),
    ),
  );
  return Quota?.Value;
};
