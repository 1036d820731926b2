import { pythonProgram } from '../set-up/python.ts';
import { startService, untilReady } from './service.ts';

/** moto's server in a process of its own. */
export interface Moto {
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts moto on a free port of the loopback address. */
export const startMoto = async (): Promise<Moto> => {
  const service = startService(pythonProgram('aws', 'moto_server'), ['-H', '127.0.0.1', '-p', '0']);
  const url = await untilReady(service, /Running on (http:\/\/127\.0\.0\.1:\d+)/);
  return { url, stop: () => service.stop() };
};
