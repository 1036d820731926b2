import { type Calls, countCalls } from './calls.ts';
import { type Clock, systemClock } from './clock.ts';
import { controlOf } from './control.ts';
import { dynamodbService } from './dynamodb/service.ts';
import { ec2Service } from './ec2/service.ts';
import { efsService } from './efs/service.ts';
import { type Faults, planFaults } from './faults/faults.ts';
import { type Listening, listen } from './listen.ts';
import { logsService } from './logs/service.ts';
import type { Behaviour, Context } from './operation.ts';
import { requestHandler, type SdkRequestHandler } from './request-handler.ts';
import { type Serve, serveWith } from './serve.ts';
import type { Service } from './service.ts';
import { sqsService } from './sqs/service.ts';
import { stsService } from './sts-service.ts';
import type { AwsFault } from './wire/aws-fault.ts';
import type { WireRequest, WireResponse } from './wire/message.ts';
import { emptyWorld, type World } from './world/world.ts';

export interface LocalAwsOptions extends Partial<Behaviour> {
  /** The same seed and the same calls give the same ids and the same faults; 1 when left out. */
  readonly seed?: number;
  readonly clock?: Clock;
  readonly account?: string;
  readonly region?: string;
  /** Further services, which are asked first. */
  readonly services?: readonly Service[];
}

/** An AWS account in one Region, on this machine: EFS, EC2, SQS, CloudWatch Logs, DynamoDB and STS over their real wire protocols. */
export interface LocalAws {
  readonly world: World;
  readonly faults: Faults;
  readonly calls: Calls;
  /** The operations that each service serves, by the service's name; undefined where a program of others answers. */
  readonly operations: ReadonlyMap<string, readonly string[] | undefined>;
  /** Answers one request, of any signer. */
  readonly serve: Serve;
  /** The operation that a request asks for; undefined when it names none that is known. */
  operationOf(request: WireRequest): string | undefined;
  /** Answers a request with an error, in the form of the service that it is for. */
  refuse(request: WireRequest, fault: AwsFault): WireResponse;
  /** `requestHandler` for any client of the AWS SDK v3: no socket is involved. */
  readonly handler: SdkRequestHandler;
  /** Serves HTTP on the loopback address; port 0 takes a free one. */
  listen(port?: number): Promise<Listening>;
}

/** Makes an empty account with five groups to an interface, where nothing goes wrong and nothing takes time. */
export const localAws = ({
  seed = 1,
  clock = systemClock,
  account = '111122223333',
  region = 'us-east-1',
  services: further = [],
  ...behaviour
}: LocalAwsOptions = {}): LocalAws => {
  const world = emptyWorld(account, region, seed);
  const calls = countCalls();
  const faults = planFaults(clock, { state: seed ^ 0x5eed });
  const context: Context = {
    world,
    groups: faults.groups,
    now: () => clock.now(),
    behaviour: {
      groupLimit: 5,
      creatingMs: 0,
      deletingMs: 0,
      logEventsScanned: 100_000,
      strictLifeCycle: false,
      ...behaviour,
    },
  };
  const requestIds = { state: seed ^ 0x1d };
  const services = [
    ...further,
    dynamodbService(),
    sqsService(context, clock),
    logsService(context),
    stsService(account, requestIds),
    efsService(context, requestIds),
    ec2Service(context, requestIds),
  ];
  const serviceOf = (request: WireRequest) => services.find((each) => each.matches(request));
  const serve = serveWith(services, calls, faults);
  return {
    world,
    faults,
    calls,
    operations: new Map(services.map(({ name, operations }) => [name, operations])),
    serve,
    operationOf: (request) => serviceOf(request)?.operation(request),
    refuse: (request, fault) =>
      serviceOf(request)?.refuse(fault) ?? { status: fault.status ?? 400, headers: {}, body: fault.message },
    handler: requestHandler(serve),
    listen: (port = 0) => listen(port, serve, controlOf({ world, faults, calls }), clock),
  };
};
