import type { Actor } from './request.ts';

/** Who made a change, as far as it can be told. */
export interface Attribution {
  /** `tool`: infrastructure as code or a controller. `service`: an AWS service, or a program that runs in one. */
  readonly kind: 'person' | 'tool' | 'service' | 'unknown';
  /** The actor's ARN or service name: printable ASCII without spaces, at most 256 characters. */
  readonly arn: string | null;
  /** What the call was made with: one of a fixed set of names. */
  readonly tool: string | null;
}

type Means = Pick<Attribution, 'kind' | 'tool'>;
type Mark = Means & { readonly mark: RegExp };

const CONSOLE: Means = { kind: 'person', tool: 'AWS Management Console' };
const UNKNOWN: Means = { kind: 'unknown', tool: null };

// In this order, for Crossplane and Pulumi run Terraform's providers, and those an SDK. Brackets come from CloudTrail.
const USER_AGENTS: readonly Mark[] = [
  { kind: 'tool', tool: 'Crossplane', mark: /\bcrossplane\b/i },
  { kind: 'tool', tool: 'Pulumi', mark: /\bpulumi/i },
  { kind: 'tool', tool: 'Terraform', mark: /\b(?:terraform|opentofu)\b/i },
  { kind: 'tool', tool: 'Ansible', mark: /\bansible\//i },
  { kind: 'tool', tool: 'AWS Controllers for Kubernetes', mark: /\baws-controllers-k8s\// },
  { kind: 'tool', tool: 'Cloud Custodian', mark: /\bcloudcustodian\//i },
  { kind: 'tool', tool: 'AWS CDK', mark: /\b(?:aws-cdk|cdk-hotswap)\// },
  { kind: 'tool', tool: 'AWS CloudFormation', mark: /^\[?cloudformation\.amazonaws\.com\b/ },
  { ...CONSOLE, mark: /^\[?(?:Mozilla\/|[\w.-]*\b(?:console|signin)\.)/ },
  { kind: 'service', tool: null, mark: /^\[?(?:AWS Internal\b|[\w.-]+\.amazonaws\.com\b)/ },
  { kind: 'service', tool: 'AWS SDK', mark: /\bexec-env\/AWS_(?:Lambda|ECS)/ },
  { kind: 'person', tool: 'AWS CLI', mark: /\baws-cli\// },
  { kind: 'person', tool: 'AWS SDK', mark: /\b(?:aws-sdk-|boto3\/|botocore\/)/i },
];

const IDENTITIES: readonly Mark[] = [
  { kind: 'service', tool: null, mark: /:role\/aws-service-role\// },
  { kind: 'person', tool: null, mark: /:(?:user|federated-user)\/|:root$|:role\/(?:[^:]*\/)?AWSReservedSSO_/ },
];

const meansOf = ({ arn, userAgent, console }: Actor): Means => {
  const told = userAgent ?? (arn.startsWith('arn:') ? undefined : arn);
  const byTool = told === undefined ? undefined : USER_AGENTS.find(({ mark }) => mark.test(told));
  if (byTool?.tool) return byTool;
  // A service may call on behalf of a person; the console's calls can say `AWS Internal`.
  return console ? CONSOLE : (IDENTITIES.find(({ mark }) => mark.test(arn)) ?? byTool ?? UNKNOWN);
};

/**
 * Tells from CloudTrail's identity and user agent who made a change. The user agent is what the caller says of itself: good
 * for finding the rival, not for trusting it.
 */
export const attribute = (actor: Actor | undefined): Attribution => {
  if (actor === undefined) return { ...UNKNOWN, arn: null };
  const { kind, tool } = meansOf(actor);
  return { kind, arn: actor.arn.replace(/[^\x21-\x7e]/g, '?').slice(0, 256), tool };
};
