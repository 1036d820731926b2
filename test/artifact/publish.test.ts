import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { localAws } from '../../infra/local/local-aws.ts';
import { addSampleAccount } from '../../infra/local/sample-account.ts';
import { type Service, signedFor } from '../../infra/local/service.ts';
import { createTables, localTables } from '../../infra/local/tables.ts';
import { AwsFault } from '../../infra/local/wire/aws-fault.ts';
import { functionNames } from '../../infra/sample/functions.ts';
import { sampleServices } from '../../infra/sample/services.ts';
import { isAllowed, statementsOfRole } from './iam.ts';
import { place, rendered } from './rendered.ts';
import { runBuilt } from './run-built.ts';
import { needed } from './served-account.ts';

const bucket = 'reports-of-111122223333';
const policyText = readFileSync(new URL('../../infra/story/policy.yaml', import.meta.url), 'utf8');

/** S3 as far as a report needs it: what was put, by its path. */
const bucketService = (put: Map<string, { type: string; text: string }>): Service => ({
  name: 's3',
  operations: ['PutObject'],
  matches: (request) => signedFor(request) === 's3',
  operation: ({ method }) => (method === 'PUT' ? 'PutObject' : undefined),
  input: (_, request) => request,
  perform(_, __, { path, headers, body }) {
    if (!path.startsWith(`/${bucket}/`)) throw new AwsFault('AccessDenied', 'Access Denied', 403);
    put.set(path, { type: headers['content-type'] ?? '', text: body });
    return { status: 200, headers: { etag: '"1"' }, body: '' };
  },
  refuse: ({ code, message, status = 400 }) => ({
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  }),
});

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** The sample account with a deployment, and the built function's environment there. */
const deployed = async () => {
  const put = new Map<string, { type: string; text: string }>();
  const describes = async () => ({ policyText, checks: [] });
  const services = sampleServices(
    () => ({
      functions: { remediate: describes, sweep: describes },
      outputs: {
        RemediateFunction: functionNames.remediate,
        SweepFunction: functionNames.sweep,
        LedgerTable: localTables.ledger,
        PolicyUri: 'file:policy.yaml',
      },
      madeAt: Date.now(),
      trail: [],
    }),
    { state: 1 },
  );
  const aws = localAws({ services: [bucketService(put), ...services] });
  const at = await aws.listen();
  closing.push(() => at.close());
  addSampleAccount(aws.world);
  await createTables({ endpoint: at.url });
  const env = {
    AWS_REGION: needed.AWS_REGION,
    AWS_ENDPOINT_URL: at.url,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    STACK_NAME: 'mountguard',
    REPORT_BUCKET: bucket,
  };
  return { aws, put, env };
};

describe('dist/publish', () => {
  it('puts the page and the same as JSON under the place and the day, and calls nothing else than its role allows', async () => {
    const { aws, put, env } = await deployed();
    aws.calls.reset();
    const key = `111122223333/us-east-1/${new Date().toISOString().slice(0, 10)}`;
    expect(await runBuilt('publish', env, [{}])).toEqual([
      { written: [`s3://${bucket}/${key}.html`, `s3://${bucket}/${key}.json`] },
    ]);
    const [page, data] = ['html', 'json'].map((suffix) => put.get(`/${bucket}/${key}.${suffix}`));
    expect(page).toMatchObject({ type: 'text/html; charset=utf-8', text: expect.stringContaining('<!doctype html>') });
    expect(data?.type).toBe('application/json');
    const { places, unread } = JSON.parse(data?.text ?? '');
    expect([places.length, unread]).toEqual([1, []]);
    expect(places[0].plan.results).toMatchObject([{ status: 'drifted' }]);
    expect(places[0].policyText).toBe(policyText);

    const { resources } = rendered({ ReportBucket: bucket });
    const granted = new Set(statementsOfRole(resources, 'ReportRole').flatMap(({ Action }) => Action));
    const called = Object.keys(aws.calls.counts())
      .map((it) => it.replace(/^efs:/, 'elasticfilesystem:').replace(/^lambda:Invoke$/, 'lambda:InvokeFunction'))
      // Everybody may ask who they are.
      .filter((it) => it !== 'sts:GetCallerIdentity');
    expect(called).toContain('s3:PutObject');
    expect(called.filter((it) => !granted.has(it))).toEqual([]);
  });

  it('fails with the words of the command, or of S3, so that its alarm goes off', async () => {
    const { env } = await deployed();
    await expect(runBuilt('publish', { ...env, REPORT_BUCKET: 'of-another' }, [{}])).rejects.toThrow(
      /s3:\/\/of-another\/.*s3:PutObject failed with AccessDenied/,
    );
    await expect(runBuilt('publish', {}, [])).rejects.toThrow(/(?=.*AWS_REGION)(?=.*STACK_NAME)(?=.*REPORT_BUCKET)/);
  });
});

describe('the role of the report in template.yaml', () => {
  it('puts objects of its place into that bucket, while the bucket is of the account that was named', () => {
    const may = (given: Parameters<typeof rendered>[0], account: string, key: string) =>
      isAllowed(
        { action: 's3:PutObject', resource: `arn:aws:s3:::${bucket}/${key}`, keys: { 's3:ResourceAccount': account } },
        statementsOfRole(rendered({ ReportBucket: bucket, ...given }).resources, 'ReportRole'),
        [],
      );
    const own = `${place.account}/${place.region}/2026-11-27.html`;
    expect(may({}, place.account, own)).toBe(true);
    expect(may({}, '444455556666', own)).toBe(false);
    expect(may({ ReportBucketAccount: '444455556666' }, '444455556666', own)).toBe(true);
    expect(may({}, place.account, 'policy.yaml')).toBe(false);
  });

  it('is in no stack without a bucket', () => {
    const { resources, outputs } = rendered({});
    expect([...resources.keys(), ...Object.keys(outputs)].filter((id) => id.startsWith('Report'))).toEqual([]);
  });
});
