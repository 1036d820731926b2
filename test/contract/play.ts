import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ec2 from '@aws-sdk/client-ec2';
import * as efs from '@aws-sdk/client-efs';
import * as sqs from '@aws-sdk/client-sqs';
import * as sts from '@aws-sdk/client-sts';
import type { LocalAws } from '../../infra/local/local-aws.ts';
import { fill, type Known, type Outcome, type Played, type Step } from './step.ts';

type Output = Readonly<Record<string, unknown>> & { readonly $metadata: { readonly httpStatusCode?: number } };
type Call = (step: Step, input: unknown) => Promise<Output>;

const callsAt = (place: { readonly endpoint: string; readonly requestHandler?: LocalAws['handler'] }): Call => {
  const config = {
    ...place,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  };
  const services = {
    efs: { client: new efs.EFSClient(config), commands: efs },
    ec2: { client: new ec2.EC2Client(config), commands: ec2 },
    logs: { client: new logs.CloudWatchLogsClient(config), commands: logs },
    sqs: { client: new sqs.SQSClient(config), commands: sqs },
    sts: { client: new sts.STSClient(config), commands: sts },
    dynamodb: { client: new dynamodb.DynamoDBClient(config), commands: dynamodb },
  };
  return async ({ service, operation }, input) => {
    const { client, commands } = services[service];
    const Command = Reflect.get(commands, `${operation}Command`);
    return Reflect.apply(client.send, client, [new Command(input)]);
  };
};

const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((part, key) => (part as Readonly<Record<string, unknown>> | undefined)?.[key], value);

const outcomeOf = (error: unknown): Outcome => {
  const { name, $metadata } = error as { name: string; $metadata?: { httpStatusCode?: number } };
  return { status: $metadata?.httpStatusCode ?? null, error: name };
};

/** What steps are played with. */
export interface Play {
  readonly steps: readonly Step[];
  /** What is known from the start. */
  readonly known?: Known;
}

// Answers of both clients are compared as JSON.
const plain = (value: object): Record<string, unknown> => JSON.parse(JSON.stringify(value));

/** Plays steps with the JavaScript SDK, on a local account in process or against an endpoint. */
export const playWithSdk = async (on: LocalAws | string, { steps, known: given = {} }: Play): Promise<Played> => {
  const call = callsAt(
    typeof on === 'string' ? { endpoint: on } : { endpoint: 'http://127.0.0.1', requestHandler: on.handler },
  );
  const known: Record<string, unknown> = { ...given };
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    if (step.fault && typeof on !== 'string') on.faults.next(step.fault.operation, step.fault);
    try {
      const { $metadata, ...output } = await call(step, fill(step.input, known));
      outcomes.push({ status: $metadata.httpStatusCode ?? null, output: plain(output) });
      for (const [name, path] of Object.entries(step.save ?? {})) known[name] = at(output, path);
    } catch (error) {
      outcomes.push(outcomeOf(error));
    }
  }
  return { outcomes, known };
};
