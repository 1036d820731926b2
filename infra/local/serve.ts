import type { CallRecorder } from './calls.ts';
import type { FaultPlan } from './faults/faults.ts';
import type { ScriptedFault } from './faults/settings.ts';
import type { Service } from './service.ts';
import { AwsFault } from './wire/aws-fault.ts';
import type { WireRequest, WireResponse } from './wire/message.ts';

/** Thrown where the caller is to get no answer at all. */
export class LostResponse extends Error {
  override readonly name = 'LostResponse';
}

/** Answers one request, or rejects with `LostResponse`. */
export type Serve = (request: WireRequest) => Promise<WireResponse>;

const scriptedFault = ({ error = 'InternalServerError', message, status }: ScriptedFault): AwsFault =>
  new AwsFault(error, message ?? `${error} (scripted)`, status);

const perform = async (service: Service, operation: string, request: WireRequest, faults: FaultPlan) => {
  const counted = `${service.name}:${operation}`;
  faults.throttle(service.name, operation);
  const input = service.input(operation, request);
  const script = faults.scripted(counted, input);
  if (script && !script.lost && !script.performed) throw scriptedFault(script);
  await faults.run('before', counted, input);
  const response = await service.perform(operation, input, request);
  await faults.run('after', counted, input);
  if (script?.lost || faults.isLost(service.name)) throw new LostResponse(`the answer to ${counted} was lost`);
  if (script) throw scriptedFault(script);
  return response;
};

/** Serves requests with whichever service they are for, counting calls and letting faults happen. */
export const serveWith =
  (services: readonly Service[], calls: CallRecorder, faults: FaultPlan): Serve =>
  async (request) => {
    const service = services.find((each) => each.matches(request));
    if (!service) {
      return { status: 404, headers: {}, body: `no local AWS service answers ${request.method} ${request.path}\n` };
    }
    const operation = service.operation(request);
    if (operation === undefined)
      return service.refuse(new AwsFault('UnknownOperationException', 'No such operation', 404));
    const call = calls.begin(`${service.name}:${operation}`);
    await faults.delay();
    try {
      const response = await perform(service, operation, request, faults);
      call.end();
      return response;
    } catch (error) {
      call.end(error instanceof AwsFault ? error.code : error instanceof LostResponse ? 'lost' : 'bug');
      if (!(error instanceof AwsFault)) throw error;
      return service.refuse(error);
    }
  };
