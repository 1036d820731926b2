import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalWorld } from '../../functions/cli/host.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { localAws } from '../local/local-aws.ts';
import { createTables, localTables } from '../local/tables.ts';
import { takeLocalEnvironment } from '../own-environment.ts';
import { cloudTrailEvent } from '../story/cloudtrail.ts';
import { addSampleAccount, carryOut, type Drift, leastFileSystems, usualFileSystems } from './account.ts';
import { eventSource } from './event-source.ts';
import { functionNames, localFunctions } from './functions.ts';
import { lockFolder } from './lock.ts';
import { samplePolicy } from './policy.ts';
import { type Deployed, ownRole, sampleServices } from './services.ts';
import { become, fromJson, readTables, type Saved, toJson, writeTables } from './state.ts';

/** Where the sample world lasts between two commands, below the folder that they are given in. */
const folderName = '.mountguard-local';

const queueNames = {
  work: 'mountguard-work',
  region: 'mountguard-region-work',
  workUndelivered: 'mountguard-work-undelivered',
  regionUndelivered: 'mountguard-region-work-undelivered',
  eventsUndelivered: 'mountguard-events-undelivered',
  regionEventsUndelivered: 'mountguard-region-events-undelivered',
} as const;

const arnOf = (queue: keyof typeof queueNames): string => `arn:aws:sqs:us-east-1:111122223333:${queueNames[queue]}`;

const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const roleOf = (arn: string): string => arn.split('/').at(-1) ?? arn;

/** The event that CloudTrail makes of a change to one mount target. */
const eventOf = ({ arn, userAgent, groupIds }: Drift, mountTargetId: string) => {
  const event = cloudTrailEvent({
    eventName: 'ModifyMountTargetSecurityGroups',
    role: roleOf(arn),
    requestParameters: { mountTargetId, securityGroups: groupIds },
  });
  const isUser = arn.includes(':user/');
  const console = userAgent === 'AWS Internal' && { sessionCredentialFromConsole: 'true' };
  const userIdentity = isUser
    ? { type: 'IAMUser', arn, accountId: event.account, userName: roleOf(arn) }
    : event.detail.userIdentity;
  return { ...event, detail: { ...event.detail, userIdentity, userAgent, ...console, eventID: event.id } };
};

/**
 * Opens the sample world of a folder, and makes it where there is none, or one of another size than is asked for. Until it is
 * closed, this process knows no other AWS.
 */
export const openSample = async (directory: string, asked?: number): Promise<LocalWorld> => {
  // dynalite parses URLs in a way that Node warns of.
  process.noDeprecation = true;
  const folder = join(directory, folderName);
  const stateFile = join(folder, 'world.json');
  const policy = join(folder, 'policy.yaml');
  await mkdir(folder, { recursive: true });
  const unlock = await lockFolder(folder);
  const kept = existsSync(stateFile) ? fromJson(await readFile(stateFile, 'utf8')) : undefined;
  const wanted = Math.max(leastFileSystems, asked ?? kept?.fileSystems ?? usualFileSystems);
  const past: Saved | undefined = kept?.fileSystems === wanted ? kept : undefined;

  const trail: unknown[] = [...(past?.trail ?? [])];
  let deployed: Deployed | undefined;
  const services = sampleServices(
    () => {
      if (!deployed) throw new Error('the sample world is asked before it is made');
      return deployed;
    },
    { state: 7 },
  );
  const aws = localAws({ services });
  const endpoint = await aws.listen();
  const queueUrl = (name: string): string => `${endpoint.url}/${aws.world.account}/${name}`;
  const env = {
    AWS_ENDPOINT_URL: endpoint.url,
    AWS_LAMBDA_FUNCTION_NAME: functionNames.remediate,
    LEDGER_TABLE: localTables.ledger,
    IDEMPOTENCY_TABLE: localTables.idempotency,
    OWN_ROLE_ARN: ownRole,
    POLICY_URI: `file:${policy}`,
    QUEUE_URL: queueUrl(queueNames.work),
    REGION_QUEUE_URL: queueUrl(queueNames.region),
    WORK_UNDELIVERED_URL: queueUrl(queueNames.workUndelivered),
    EVENTS_UNDELIVERED_URL: queueUrl(queueNames.eventsUndelivered),
    REGION_WORK_UNDELIVERED_URL: queueUrl(queueNames.regionUndelivered),
    REGION_EVENTS_UNDELIVERED_URL: queueUrl(queueNames.regionEventsUndelivered),
    // What the functions log is not what the command answers.
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
    POWERTOOLS_SERVICE_NAME: 'mountguard',
  };
  const environment = { ...process.env };
  takeLocalEnvironment(env);
  const functions = localFunctions(process.env);
  const dynamo = new DynamoDBClient({ region: aws.world.region, requestHandler: aws.handler });
  const sqs = new SQSClient({ region: aws.world.region, requestHandler: aws.handler });
  deployed = {
    functions,
    trail,
    madeAt: Date.now(),
    outputs: {
      RemediateFunction: functionNames.remediate,
      SweepFunction: functionNames.sweep,
      WorkQueue: env.QUEUE_URL,
      RegionQueue: env.REGION_QUEUE_URL,
      WorkUndelivered: arnOf('workUndelivered'),
      RegionWorkUndelivered: arnOf('regionUndelivered'),
      EventsUndelivered: arnOf('eventsUndelivered'),
      RegionEventsUndelivered: arnOf('regionEventsUndelivered'),
      LedgerTable: localTables.ledger,
      PolicyUri: `file:${join(folderName, 'policy.yaml')}`,
      Version: packageJson.version,
    },
  };
  await createTables({ requestHandler: aws.handler });
  const source = eventSource(sqs, env.QUEUE_URL, functions.remediate);

  if (past) {
    become(aws.world, past.world);
    await writeTables(dynamo, past.tables);
  } else {
    for (const name of Object.values(queueNames)) await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const { exempt, seen, unseen } = addSampleAccount(aws.world, wanted);
    await writeFile(policy, samplePolicy(exempt, inDays(60)));
    await functions.sweep({});
    const happen = async (drift: Drift, isSeen: boolean): Promise<void> => {
      carryOut(aws.world, drift);
      for (const id of drift.mountTargetIds) {
        const event = eventOf(drift, id);
        trail.unshift(event.detail);
        if (isSeen) await functions.remediate(event);
      }
    };
    for (const drift of seen) await happen(drift, true);
    for (const drift of unseen) await happen(drift, false);
    await functions.sweep({ 'detail-type': 'Scheduled Event', source: 'aws.scheduler', detail: {} });
  }
  await source.drain();
  return {
    url: endpoint.url,
    region: aws.world.region,
    policy: join(folderName, 'policy.yaml'),
    ...(past === undefined && {
      news: `made ./${folderName}: a sample world of ${wanted} file systems`,
    }),
    close: async () => {
      await source.stop();
      const tables = await readTables(dynamo, Object.values(localTables));
      const saved: Saved = { version: 1, fileSystems: wanted, world: aws.world, tables, trail };
      await writeFile(`${stateFile}.new`, toJson(saved));
      await rename(`${stateFile}.new`, stateFile);
      await endpoint.close();
      for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
      Object.assign(process.env, environment);
      await rm(unlock, { force: true });
    },
  };
};
