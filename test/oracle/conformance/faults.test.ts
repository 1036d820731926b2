import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Listening } from '../../../infra/local/listen.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { playWithBoto3, playWithSdk } from './play.ts';
import type { Played, Step } from './step.ts';

const anyCall = { BadRequest: 400, InternalServerError: 500, ThrottlingException: 400, AccessDeniedException: 403 };
const mountTarget = { MountTargetId: 'fsmt-0123456789abcdef0' };

/** What each EFS operation may answer, with its HTTP status: what it documents, throttling and a refusal by IAM. */
const operations = [
  { operation: 'DescribeFileSystems', input: {}, errors: { ...anyCall, FileSystemNotFound: 404 } },
  {
    operation: 'DescribeMountTargets',
    input: mountTarget,
    errors: { ...anyCall, FileSystemNotFound: 404, MountTargetNotFound: 404, AccessPointNotFound: 404 },
  },
  {
    operation: 'DescribeMountTargetSecurityGroups',
    input: mountTarget,
    errors: { ...anyCall, MountTargetNotFound: 404, IncorrectMountTargetState: 409 },
  },
  {
    operation: 'ModifyMountTargetSecurityGroups',
    input: { ...mountTarget, SecurityGroups: ['sg-0123456789abcdef0'] },
    errors: {
      ...anyCall,
      MountTargetNotFound: 404,
      IncorrectMountTargetState: 409,
      SecurityGroupLimitExceeded: 400,
      SecurityGroupNotFound: 400,
    },
  },
];

const steps: readonly Step[] = operations.flatMap(({ operation, input, errors }) =>
  Object.entries(errors).map(([error, status]) => ({
    service: 'efs' as const,
    operation,
    when: `it answers ${error}`,
    input,
    fault: { operation: `efs:${operation}`, error },
    expect: { status, error },
  })),
);

const clients = {
  'the JavaScript SDK': (url: string) => playWithSdk(url, steps),
  'boto3, by its model,': (url: string) => playWithBoto3(url, steps, { validate: true }),
};

describe.each(Object.entries(clients))('an error that the local endpoint is told to answer with', (client, play) => {
  let endpoint: Listening;
  let played: Played;
  beforeAll(async () => {
    endpoint = await localAws().listen();
    played = await play(endpoint.url);
  });
  afterAll(() => endpoint.close());

  it.each(steps.map((step, index) => ({ ...step, index })))(
    `is what ${client} sees when $operation: $when`,
    ({ index, expect: expected }) => {
      expect(played.outcomes[index]).toMatchObject(expected);
      expect(played.outcomes[index]?.violations ?? []).toEqual([]);
    },
  );
});
