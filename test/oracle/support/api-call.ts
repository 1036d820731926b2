/** A request to AWS as it came over HTTP. */
export interface ApiRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

// The APIs of EFS, AppConfig and Security Hub are REST: method and path say what is asked.
const restOperations: readonly (readonly [RegExp, string])[] = [
  [/^GET \/2015-02-01\/file-systems(\?|$)/, 'DescribeFileSystems'],
  [/^GET \/2015-02-01\/mount-targets(\?|$)/, 'DescribeMountTargets'],
  [/^GET \/2015-02-01\/mount-targets\/[^/]+\/security-groups/, 'DescribeMountTargetSecurityGroups'],
  [/^PUT \/2015-02-01\/mount-targets\/[^/]+\/security-groups/, 'ModifyMountTargetSecurityGroups'],
  [/^POST \/configurationsessions$/, 'StartConfigurationSession'],
  [/^GET \/configuration\?/, 'GetLatestConfiguration'],
  [/^POST \/findings$/, 'GetFindings'],
  [/^POST \/findings\/import$/, 'BatchImportFindings'],
];

const operationOf = ({ method, url, headers, body }: ApiRequest): string | undefined => {
  const target = headers['x-amz-target']?.split('.').at(-1) ?? /^\/service\/\w+\/operation\/(\w+)$/.exec(url)?.[1];
  const place = `${method} ${url}`;
  return (
    target ??
    new URLSearchParams(body.toString('latin1')).get('Action') ??
    restOperations.find(([shape]) => shape.test(place))?.[1]
  );
};

/** The IAM action that a request needs, from its signature and its protocol; the bare request where neither tells. */
export const actionOf = (request: ApiRequest): string => {
  const [, service = ''] = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(request.headers['authorization'] ?? '') ?? [];
  const operation = operationOf(request) ?? `${request.method} ${request.url}`;
  // SQS asks for the permission of a single message for a batch of them.
  return `${service}:${service === 'sqs' ? operation.replace(/Batch$/, '') : operation}`;
};
