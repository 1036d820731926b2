import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { pythonProgram } from '../set-up/python.ts';
import { startService, untilReady } from './service.ts';

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });

/**
 * Starts MiniStack, which runs state machines and Node functions, on a free port of the loopback address; one that `judges` asks
 * trust policies and identity policies, and takes only keys that it gave, or the twelve digits of an account for its root.
 */
export const startMinistack = async ({
  judges = false,
} = {}): Promise<{ readonly url: string; stop(): Promise<void> }> => {
  const port = await freePort();
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env['PATH']}`,
    HOME: process.env['HOME'],
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    LAMBDA_EXECUTOR: 'local',
    AUTH: String(judges),
  };
  const service = startService(pythonProgram('ministack', 'python'), ['-m', 'ministack'], { env });
  await untilReady(service, /(Running on|Ready|started)/i);
  return { url: `http://127.0.0.1:${port}`, stop: () => service.stop() };
};
