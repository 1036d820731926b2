import { randomUUID } from 'node:crypto';
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { awsRegionReader } from '../../functions/aws/read/region-reader.ts';
import { messageQueue } from '../../functions/aws/write/message-queue.ts';
import type { Finding } from '../../functions/core/model/finding.ts';
import type { Journal } from '../../functions/engine/ports/journal.ts';
import type { Ports } from '../../functions/engine/ports/ports.ts';
import type { OrderRecord } from '../../functions/engine/ports/record/order.ts';
import type { RegionItem } from '../../functions/engine/ports/work-queue.ts';
import type { SweepPorts } from '../../functions/engine/sweep/sweep.ts';
import { answer } from '../../functions/remediate/answer.ts';
import type { App } from '../../functions/runtime/assemble.ts';
import type { SweepApp } from '../../functions/runtime/assemble-sweep.ts';
import { digest, policyLoader } from '../../functions/runtime/load-policy.ts';
import { telemetry } from '../../functions/runtime/telemetry.ts';
import { type Answer, answer as answerSweep } from '../../functions/sweep/answer.ts';
import type { LocalAwsOptions } from '../../infra/local/local-aws.ts';
import { newRule } from '../../infra/local/world/network.ts';
import type { RulePeer, RuleTerms } from '../../infra/local/world/rule.ts';
import { addFileSystem, addMountTarget, groupsOf, setGroups } from '../../infra/local/world/storage.ts';
import type { MountTarget } from '../../infra/local/world/world.ts';
import { appOn, lambdaContext } from './engine-app.ts';
import { eventAbout, modified } from './engine-events.ts';
import { localPlace, policyText, scene } from './engine-scene.ts';
import { takeBatch } from './event-source.ts';
import { must } from './must.ts';
import { createWorkQueue, timeoutMs } from './work-queue.ts';

/** Limits under which a small region may change as a whole. */
export const roomy = 'limits: { changesPerSweep: { count: 1000, percent: 100 } }';

/** A policy as `policyText` makes it, with the safety that a test is about. */
export const safely = (safety: string, rest = roomy): string => policyText(`${rest}\nsafety: ${safety}`);

type Ingress = Partial<RuleTerms> & { readonly peer: RulePeer };

/** A journal that keeps every finding of looks and sweeps, and every warning. */
const keepingJournal = () => {
  const findings: Finding[] = [];
  const warnings: string[] = [];
  const orders: OrderRecord[] = [];
  const journal: Journal = {
    decided: (finding) => void findings.push(finding),
    swept: () => {},
    ordered: (order) => void orders.push(order),
    warn: (message) => void warnings.push(message),
  };
  return { findings, warnings, orders, journal };
};

/** The name of a role in the account of the scene. */
export const terraform = {
  arn: 'arn:aws:iam::111122223333:role/deploy',
  userAgent: 'APN/1.0 HashiCorp/1.0 Terraform/1.9.5 (+https://www.terraform.io) terraform-provider-aws/5.60.0',
};

/** The event that a role replaced a mount target's groups, by whatever means. */
export const modifiedBy = (
  target: { readonly id: string },
  { arn, userAgent }: typeof terraform,
  say: Parameters<typeof modified>[2] = {},
): object => {
  const event = modified(target, randomUUID(), say);
  const userIdentity = { type: 'AssumedRole', sessionContext: { sessionIssuer: { type: 'Role', arn } } };
  return { ...event, detail: { ...event.detail, userIdentity, userAgent } };
};

/**
 * The scene of `scene`, whose groups let the private 10.0.0.0/8 reach NFS, with a work queue, both functions, and a policy
 * that can be replaced. Every call of a function is an invocation of its own.
 */
export const safetyScene = async ({
  policy = policyText(roomy),
  ...options
}: LocalAwsOptions & { readonly policy?: string } = {}) => {
  const it = await scene(options);
  const { aws, clients, clock, fileSystem, stray, wanted } = it;
  const { world } = aws;
  const work = await createWorkQueue(aws);
  const { journal, findings, warnings, orders } = keepingJournal();
  const { logger, metrics } = telemetry({}, clock.now);
  const queue = messageQueue(clients, work.queueUrl, clock, localPlace);
  /** What was asked of the region queue; a sweep answers it when a test says so. */
  const asked: RegionItem[] = [];
  const ports: Ports = {
    ...it.ports,
    journal,
    queue,
    regionQueue: { ask: async (item) => void asked.push(item) },
  };
  const bulk = awsRegionReader(clients);
  let text = policy;
  const readPolicy = policyLoader('file:policy.yaml', async () => text);

  const appWith = (over: Partial<Ports>, say: Partial<App> = {}) =>
    appOn({ ...it, ports: { ...ports, ...over } }, { readPolicy, ...say });
  const sweepApp = (over: Partial<SweepPorts>): SweepApp => ({
    logger,
    metrics,
    own: { place: localPlace },
    ports: () => ({ ...ports, bulk, digest, queue, ...over }),
    newId: randomUUID,
    dryRun: false,
    readPolicy,
    takeCalls: () => ({}),
    checkResources: async () => [],
    returnMessage: async () => {},
  });

  const admit = ({ id }: { readonly id: string }, ...rules: readonly Ingress[]): void =>
    void must(world.securityGroups.get(id)).rules.push(...rules.map((rule) => newRule(world, rule)));
  for (const each of [stray, wanted]) admit(each, { peer: { cidrIpv4: '10.0.0.0/8' } });
  aws.calls.reset();

  return {
    ...it,
    ports,
    findings,
    warnings,
    /** The `ordered` lines. */
    orders,
    send: work.send,
    waiting: work.waiting,
    undelivered: work.undelivered,
    say: (next: string) => {
      text = next;
    },
    /** Adds rules to a group; NFS over TCP unless they say otherwise. */
    admit,
    /** Takes every rule that lets something in from a group. */
    shut: ({ id }: { readonly id: string }) => {
      const known = must(world.securityGroups.get(id));
      known.rules = known.rules.filter(({ isEgress }) => isEgress);
    },
    /** Adds mount targets that have the group `stray`, to the first file system or to one of their own each. */
    addTargets: (count: number, { apart = false } = {}): readonly MountTarget[] =>
      Array.from({ length: count }, () => {
        const { id } = apart ? addFileSystem(world, { tags: { environment: 'prod' } }) : fileSystem;
        return addMountTarget(world, { fileSystemId: id, groupIds: [stray.id] });
      }),
    /** Puts a mount target back to `stray`, as a rival does. */
    drift: ({ id }: { readonly id: string } = it.mountTarget) => setGroups(world, id, [stray.id]),
    groupsOf: ({ id }: { readonly id: string }) => groupsOf(world, id),
    /** Invokes remediate directly. */
    invoke: (event: unknown, over: Partial<Ports> = {}, say: Partial<App> = {}, context = lambdaContext()) =>
      appWith(over, say).invoke(event, context),
    /** Hands remediate a batch; the ids of the messages that failed. */
    receive: (records: readonly SQSRecord[], over: Partial<Ports> = {}) => appWith(over).receive(...records),
    /** Has remediate look at one mount target because somebody changed it; its finding. */
    changed: async (target: { readonly id: string } = it.mountTarget, by = terraform, over: Partial<Ports> = {}) =>
      must((await appWith(over).invoke(modifiedBy(target, by, { at: clock.now() }))).results[0]),
    /** Has remediate handle that something happened to a group. */
    groupEvent: (name: string, { id }: { readonly id: string }, over: Partial<Ports> = {}) =>
      appWith(over).invoke(eventAbout(name, { groupId: id }, randomUUID())),
    asked,
    /** Invokes the sweep. */
    sweep: async (payload: unknown = {}, over: Partial<SweepPorts> = {}, context = lambdaContext(300_000)) =>
      (await answerSweep(sweepApp(over))(payload, context)) as Answer,
    /** Hands the sweep a batch of its queue; the ids of the messages that failed. */
    receiveAsked: async (records: readonly SQSRecord[], over: Partial<SweepPorts> = {}) => {
      const answered = await answerSweep(sweepApp(over))({ Records: [...records] }, lambdaContext(300_000));
      return (answered as SQSBatchResponse).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    /** Hands remediate what is on the queue, batch by batch, until nothing is visible. */
    drain: async (over: Partial<Ports> = {}) => {
      const { app } = appWith(over);
      const source = { sqs: work.sqs, queueUrl: work.queueUrl, clock, timeoutMs, handle: answer(app) };
      while ((await takeBatch(source)).received > 0);
    },
  };
};

export type SafetyScene = Awaited<ReturnType<typeof safetyScene>>;
