import { describe, expect, it } from 'vitest';
import { readCaller } from '../../../functions/aws/account/caller.ts';
import { enabledRegions } from '../../../functions/aws/account/enabled-regions.ts';
import { readStack } from '../../../functions/aws/account/stack.ts';
import { trailLookup } from '../../../functions/aws/account/trail.ts';
import { awsClients } from '../../../functions/aws/client/clients.ts';
import { localAws } from '../../../infra/local/local-aws.ts';
import { json, type Reply, wireStub, xml } from './wire-stub.ts';

const cloudFormation = (status: number, body: string): Reply => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});

const stacks = (outputs: Readonly<Record<string, string>>): Reply =>
  cloudFormation(
    200,
    `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks><member>
<StackName>mountguard</StackName><CreationTime>2026-11-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${Object.entries(
      outputs,
    )
      .map(([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`)
      .join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
  );

const refusal = (code: string, message: string, status = 400): Reply =>
  cloudFormation(
    status,
    `<ErrorResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  );

describe('a deployment', () => {
  it('is what the outputs of its stack say', async () => {
    const { client: options } = await wireStub(stacks({ LedgerTable: 'ledger', SweepFunction: 'mountguard-Sweep' }));
    expect(await readStack('mountguard', options)).toEqual(
      new Map([
        ['LedgerTable', 'ledger'],
        ['SweepFunction', 'mountguard-Sweep'],
      ]),
    );
  });

  it('is not there where there is no stack of that name', async () => {
    const { client: options } = await wireStub(refusal('ValidationError', 'Stack with id mountguard does not exist'));
    expect(await readStack('mountguard', options)).toBeUndefined();
  });

  it('may not be readable, which names the right that is missing', async () => {
    const denied = 'User: x is not authorized to perform: cloudformation:DescribeStacks on resource: y';
    const { client: options } = await wireStub(refusal('AccessDenied', denied, 403));
    await expect(readStack('mountguard', options)).rejects.toMatchObject({ code: 'access-denied' });
  });
});

describe('an account', () => {
  it('is known by whoever asks', async () => {
    const { handler } = localAws();
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    expect(await readCaller({ region: 'us-east-1', credentials, requestHandler: handler as never })).toEqual({
      arn: 'arn:aws:iam::111122223333:user/local',
      account: '111122223333',
    });
  });

  it('has the Regions that are enabled', async () => {
    const regions = ['us-east-1', 'eu-west-1'].map((name) => `<item><regionName>${name}</regionName></item>`).join('');
    const { client: options } = await wireStub(xml('DescribeRegions', `<regionInfo>${regions}</regionInfo>`));
    expect(await enabledRegions(awsClients(options).ec2)).toEqual(['eu-west-1', 'us-east-1']);
  });
});

describe('the trail', () => {
  it('is asked about one resource, and answers with its own records', async () => {
    const event = { eventName: 'ModifyMountTargetSecurityGroups', eventID: '1' };
    const { client: options, requests } = await wireStub(
      json({ Events: [{ CloudTrailEvent: JSON.stringify(event) }, {}] }),
    );
    expect(await trailLookup(options)('fsmt-0123456789abcdef0')).toEqual([event]);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.body).toContain('fsmt-0123456789abcdef0');
  });
});
