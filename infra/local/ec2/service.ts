import { type Context, type Operation, operationTable } from '../operation.ts';
import { nextUuid, type Random } from '../random.ts';
import { type Service, signedFor } from '../service.ts';
import { AwsFault } from '../wire/aws-fault.ts';
import { ec2Input, ec2Output, ec2Refusal } from '../wire/ec2-query.ts';
import { settle } from '../world/storage.ts';
import { flowLogOperations } from './flow-logs.ts';
import { interfaceOperations } from './interfaces.ts';
import { prefixListOperations } from './prefix-lists.ts';
import { groupReadOperations } from './read-groups.ts';
import { ruleOperations } from './rules.ts';
import { subnetOperations } from './subnets.ts';
import { ec2TagOperations } from './tags.ts';
import { vpcOperations } from './vpcs.ts';
import { groupWriteOperations } from './write-groups.ts';
import { interfaceWriteOperations } from './write-interfaces.ts';
import { zoneOperations } from './zones.ts';

const operations: readonly Operation[] = [
  ...zoneOperations,
  ...vpcOperations,
  ...subnetOperations,
  ...groupReadOperations,
  ...groupWriteOperations,
  ...ruleOperations,
  ...interfaceOperations,
  ...interfaceWriteOperations,
  ...prefixListOperations,
  ...flowLogOperations,
  ...ec2TagOperations,
];
const named = operationTable(operations, 'InvalidAction');

// EC2 documents no status per code: client errors are 400 but for these ("Error codes for the Amazon EC2 API").
const statuses: ReadonlyMap<string, number> = new Map([
  ['DryRunOperation', 412],
  ['InternalError', 500],
  ['InternalServerError', 500],
  ['RequestLimitExceeded', 503],
  ['ServiceUnavailable', 503],
  ['Unavailable', 503],
  ['UnauthorizedOperation', 403],
]);

const isDryRun = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && 'DryRun' in input && input.DryRun === true;

/** EC2, in its query protocol with XML answers. */
export const ec2Service = (context: Context, random: Random): Service => ({
  name: 'ec2',
  operations: operations.map(({ shape }) => shape.name),
  matches: (request) =>
    request.method === 'POST' && request.body.includes('Action=') && (signedFor(request) ?? 'ec2') === 'ec2',
  operation: ({ body }) => new URLSearchParams(body).get('Action') ?? undefined,
  input: (name, request) => ec2Input(named(name).shape, request),
  perform(name, input) {
    if (isDryRun(input)) {
      throw new AwsFault('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.');
    }
    settle(context.world, context.now());
    const { shape, run } = named(name);
    return ec2Output(shape, run(input, context), nextUuid(random));
  },
  refuse: (fault) => ec2Refusal(fault, fault.status ?? statuses.get(fault.code) ?? 400, nextUuid(random)),
});
