import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EFSClient } from '@aws-sdk/client-efs';
import { KMSClient } from '@aws-sdk/client-kms';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { type EndpointParameters, endpointOf, hosts } from '../../infra/build/endpoints.ts';
import { must } from '../support/must.ts';

type Parameters = EndpointParameters & Readonly<Record<string, string | boolean | undefined>>;
type Rules = (parameters: Parameters) => { readonly url: URL };

const region = 'us-east-1';
const clients: Readonly<Record<string, { readonly config: { readonly endpointProvider: Rules } }>> = {
  appconfigdata: new AppConfigDataClient({ region }),
  'cloudwatch-logs': new CloudWatchLogsClient({ region }),
  dynamodb: new DynamoDBClient({ region }),
  ec2: new EC2Client({ region }),
  efs: new EFSClient({ region }),
  kms: new KMSClient({ region }),
  securityhub: new SecurityHubClient({ region }),
  sns: new SNSClient({ region }),
  sqs: new SQSClient({ region }),
  ssm: new SSMClient({ region }),
  sts: new STSClient({ region }),
};

const packages = fileURLToPath(new URL('../../node_modules', import.meta.url));
const partitions = readFileSync(
  join(packages, '@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js'),
  'utf8',
);
/** Every region of which the SDK knows the partition, and one that it does not know. */
const regions = [
  ...Array.from(partitions.matchAll(/"([a-z]+(?:-[a-z]+)+-\d+)": \{/g), ([, name]) => must(name)),
  'xx-unknown-1',
];

const answer = (rules: Rules, parameters: Parameters): unknown => {
  try {
    return { ...rules(parameters), url: rules(parameters).url.href };
  } catch (error) {
    return error instanceof Error ? error.message : error;
  }
};

it('is known for every client that a function uses', () => {
  expect(Object.keys(hosts).toSorted()).toEqual(Object.keys(clients).toSorted());
});

describe.each(Object.entries(clients))('the endpoint of %s', (name, { config }) => {
  const ours = endpointOf(must(hosts[name]));
  const same = (parameters: Parameters) =>
    expect(answer(ours, parameters)).toEqual(answer(config.endpointProvider, parameters));

  describe.each([
    { UseFIPS: false, UseDualStack: false },
    { UseFIPS: true, UseDualStack: false },
    { UseFIPS: false, UseDualStack: true },
    { UseFIPS: true, UseDualStack: true },
  ])('with $UseFIPS for FIPS and $UseDualStack for dual stack', (of) => {
    it('is that of its own rules in every region', () => {
      expect(regions.length).toBeGreaterThan(40);
      for (const Region of regions) same({ ...of, Region });
    });

    it('is that of its own rules when it is given, and without a region', () => {
      same({ ...of, Region: region, Endpoint: 'http://localhost:4566/path' });
      same({ ...of, Endpoint: 'https://example.com' });
      same(of);
    });
  });
});

describe('the endpoint of a single account', () => {
  const ours = endpointOf(must(hosts['dynamodb']));

  it('is refused where it is required', () => {
    expect(() => ours({ Region: region, AccountIdEndpointMode: 'required' })).toThrow('not part of this bundle');
  });

  it('is left aside where it is preferred', () => {
    expect(ours({ Region: region, AccountIdEndpointMode: 'preferred' }).url.host).toBe(
      'dynamodb.us-east-1.amazonaws.com',
    );
  });
});
