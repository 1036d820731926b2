import * as efs from '@aws-sdk/client-efs';
import { type Context, type Operation, operationTable } from '../operation.ts';
import { nextUuid, type Random } from '../random.ts';
import { type Service, signedFor } from '../service.ts';
import type { WireResponse } from '../wire/message.ts';
import { isRestCall, restJsonInput, restJsonOutput, restJsonRefusal } from '../wire/rest-json.ts';
import { errorShapes } from '../wire/shape.ts';
import { settle } from '../world/storage.ts';
import { fileSystemOperations } from './file-systems.ts';
import { groupOperations } from './groups.ts';
import { mountTargetOperations } from './mount-targets.ts';
import { tagOperations } from './tags.ts';

const operations: readonly Operation[] = [
  ...fileSystemOperations,
  ...mountTargetOperations,
  ...groupOperations,
  ...tagOperations,
];
const named = operationTable(operations, 'UnknownOperationException');

const statuses: ReadonlyMap<string, number> = new Map([
  ...errorShapes(efs).flatMap(({ name, traits: { httpError } }) =>
    httpError === undefined ? [] : [[name, httpError] as const],
  ),
  // Not as modelled (429): EFS throttles with HTTP 400, as aws-nuke#407 and crossplane-contrib/provider-aws#2175 show.
  ['ThrottlingException', 400] as const,
  ['AccessDeniedException', 403] as const,
  ['UnrecognizedClientException', 403] as const,
]);

/** EFS, in its REST-JSON protocol. */
export const efsService = (context: Context, random: Random): Service => {
  const stamped = (response: WireResponse): WireResponse => ({
    ...response,
    headers: { ...response.headers, 'x-amzn-requestid': nextUuid(random) },
  });
  return {
    name: 'efs',
    operations: operations.map(({ shape }) => shape.name),
    matches: (request) =>
      request.path.startsWith('/2015-02-01/') && (signedFor(request) ?? 'elasticfilesystem') === 'elasticfilesystem',
    operation: (request) => operations.find(({ shape }) => isRestCall(shape, request))?.shape.name,
    input: (name, request) => restJsonInput(named(name).shape, request),
    perform(name, input) {
      settle(context.world, context.now());
      const { shape, run } = named(name);
      return stamped(restJsonOutput(shape, run(input, context)));
    },
    refuse: (fault) => stamped(restJsonRefusal(fault, fault.status ?? statuses.get(fault.code) ?? 400)),
  };
};
