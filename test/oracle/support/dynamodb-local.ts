import { javaArguments } from '../set-up/jvm.ts';
import { startService, untilReady } from './service.ts';

/** Starts DynamoDB Local, in memory, on a free port of the loopback address. */
export const startDynamoDbLocal = async (): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const service = startService('java', javaArguments('DynamoDbOnLoopback'));
  const url = await untilReady(service, /listening on (http:\/\/127\.0\.0\.1:\d+)/);
  return { url, stop: () => service.stop() };
};
