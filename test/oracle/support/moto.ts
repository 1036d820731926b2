import { pythonProgram } from '../set-up/python.ts';
import { startService, untilReady } from './service.ts';

/** moto's server in a process of its own. */
export interface Moto {
  readonly url: string;
  /** Forgets every account's resources. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts moto on a free port of the loopback address. */
export const startMoto = async (): Promise<Moto> => {
  const service = startService(pythonProgram('aws', 'moto_server'), ['-H', '127.0.0.1', '-p', '0']);
  const url = await untilReady(service, /Running on (http:\/\/127\.0\.0\.1:\d+)/);
  return {
    url,
    async reset() {
      const { ok, status } = await fetch(`${url}/moto-api/reset`, { method: 'POST' });
      if (!ok) throw new Error(`moto did not reset: HTTP ${status}`);
    },
    stop: () => service.stop(),
  };
};
