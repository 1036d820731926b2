import { AwsFault } from '../../../infra/local/wire/aws-fault.ts';

const statuses: Readonly<Record<string, number>> = {
  InternalServerError: 500,
  RequestLimitExceeded: 503,
  MountTargetNotFound: 404,
  FileSystemNotFound: 404,
  IncorrectMountTargetState: 409,
};

/** How each service throttles. */
export const throttling = {
  efs: 'ThrottlingException',
  ec2: 'RequestLimitExceeded',
  dynamodb: 'ProvisionedThroughputExceededException',
  sqs: 'RequestThrottled',
} as const;

/** An error as the SDK throws it when AWS answers with one. */
export const awsError = (code: string, message = code): Error =>
  Object.assign(new Error(message), { name: code, $metadata: { httpStatusCode: statuses[code] ?? 400 } });

/** An error as the SDK throws it when no answer comes. */
export const lostAnswer = (): Error =>
  Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });

/** A fault of the local account as the SDK would throw it; any other error is a defect of the campaign and stays itself. */
export const asThrown = (error: unknown): unknown =>
  error instanceof AwsFault ? awsError(error.code, error.message) : error;
