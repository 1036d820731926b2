/** What an endpoint depends on, by the names of the AWS clients' own rules. */
export interface EndpointParameters {
  readonly Region?: string;
  readonly Endpoint?: string;
  readonly UseFIPS?: boolean;
  readonly UseDualStack?: boolean;
  readonly AccountIdEndpointMode?: string;
}

interface Partition {
  readonly prefix: string;
  readonly domain: string;
  readonly dualStack: string;
}

const commercial: Partition = { prefix: '', domain: 'amazonaws.com', dualStack: 'api.aws' };
const china: Partition = {
  prefix: 'cn-',
  domain: 'amazonaws.com.cn',
  dualStack: 'api.amazonwebservices.com.cn',
};
const government: Partition = { ...commercial, prefix: 'us-gov-' };

const partitions: readonly Partition[] = [
  china,
  government,
  { prefix: 'eusc-', domain: 'amazonaws.eu', dualStack: 'api.amazonwebservices.eu' },
  { prefix: 'us-iso-', domain: 'c2s.ic.gov', dualStack: 'api.aws.ic.gov' },
  { prefix: 'us-isob-', domain: 'sc2s.sgov.gov', dualStack: 'api.aws.scloud' },
  { prefix: 'eu-isoe-', domain: 'cloud.adc-e.uk', dualStack: 'api.cloud-aws.adc-e.uk' },
  { prefix: 'us-isof-', domain: 'csp.hci.ic.gov', dualStack: 'api.aws.hci.ic.gov' },
];

/** The host's first label, `-fips` included. */
type Host = (of: { readonly partition: Partition; readonly fips: boolean; readonly dualStack: boolean }) => string;

const withFips = (name: string, fips: boolean): string => (fips ? `${name}-fips` : name);

/** In GovCloud the usual endpoint is a FIPS endpoint. */
const usual =
  (name: string): Host =>
  ({ partition, fips, dualStack }) =>
    withFips(name, fips && (dualStack || partition !== government));

/** FIPS endpoints are under their own name in GovCloud, too. */
const ownFips =
  (name: string): Host =>
  ({ fips }) =>
    withFips(name, fips);

const efs: Host = ({ partition, fips, dualStack }) => {
  const name = dualStack && [commercial, china, government].includes(partition) ? 'efs' : 'elasticfilesystem';
  return withFips(name, fips);
};

/** The first label of each service's endpoint, by the name of its client. */
export const hosts: Readonly<Record<string, Host>> = {
  appconfigdata: usual('appconfigdata'),
  'cloudwatch-logs': usual('logs'),
  dynamodb: usual('dynamodb'),
  ec2: usual('ec2'),
  efs,
  kms: ownFips('kms'),
  securityhub: ownFips('securityhub'),
  sns: usual('sns'),
  sqs: usual('sqs'),
  ssm: usual('ssm'),
  sts: usual('sts'),
};

/**
 * Finds a service's endpoint as its client's own rules do (test/artifact/endpoints.test.ts), but without the DynamoDB
 * endpoints of single accounts and the region called `local`. Throws when the configuration contradicts itself.
 */
export const endpointOf =
  (host: Host) =>
  ({ Region, Endpoint, UseFIPS = false, UseDualStack = false, AccountIdEndpointMode }: EndpointParameters) => {
    const at = (url: string) => ({ url: new URL(url), properties: {}, headers: {} });
    if (AccountIdEndpointMode === 'required')
      throw new Error('Invalid Configuration: endpoints of single accounts are not part of this bundle');
    if (Endpoint !== undefined) {
      if (UseFIPS) throw new Error('Invalid Configuration: FIPS and custom endpoint are not supported');
      if (UseDualStack) throw new Error('Invalid Configuration: Dualstack and custom endpoint are not supported');
      return at(Endpoint);
    }
    if (Region === undefined) throw new Error('Invalid Configuration: Missing Region');
    const partition = partitions.find(({ prefix }) => Region.startsWith(prefix)) ?? commercial;
    const label = host({ partition, fips: UseFIPS, dualStack: UseDualStack });
    return at(`https://${label}.${Region}.${UseDualStack ? partition.dualStack : partition.domain}`);
  };
