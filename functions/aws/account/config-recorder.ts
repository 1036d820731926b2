import {
  ConfigServiceClient,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConfigurationRecordersCommand,
} from '@aws-sdk/client-config-service';
import { ask } from '../client/ask.ts';
import { type ClientOptions, clientConfig } from '../client/clients.ts';

/** The recorder of AWS Config in a Region. */
export interface ConfigRecorder {
  readonly name: string;
  readonly isOn: boolean;
  /** Whether it records a type, such as `AWS::EC2::NetworkInterface`. */
  records(type: string): boolean;
}

/** Config DescribeConfigurationRecorders and DescribeConfigurationRecorderStatus; undefined where there is none. Throws as `Reader` does. */
export const configRecorder = async (options: ClientOptions): Promise<ConfigRecorder | undefined> => {
  const client = new ConfigServiceClient(clientConfig(options));
  const about = 'the recorder of AWS Config';
  const [{ ConfigurationRecorders: [recorder] = [] }, { ConfigurationRecordersStatus = [] }] = await Promise.all([
    ask({ action: 'config:DescribeConfigurationRecorders', about }, () =>
      client.send(new DescribeConfigurationRecordersCommand({})),
    ),
    ask({ action: 'config:DescribeConfigurationRecorderStatus', about }, () =>
      client.send(new DescribeConfigurationRecorderStatusCommand({})),
    ),
  ]);
  if (!recorder) return undefined;
  const { name = 'default', recordingGroup } = recorder;
  const { allSupported, resourceTypes = [], exclusionByResourceTypes, recordingStrategy } = recordingGroup ?? {};
  const excluded: readonly string[] = exclusionByResourceTypes?.resourceTypes ?? [];
  const isAll = allSupported === true || recordingStrategy?.useOnly === 'EXCLUSION_BY_RESOURCE_TYPES';
  return {
    name,
    isOn: ConfigurationRecordersStatus.some((it) => it.name === name && it.recording === true),
    records: (type) => (isAll ? !excluded.includes(type) : (resourceTypes as readonly string[]).includes(type)),
  };
};
