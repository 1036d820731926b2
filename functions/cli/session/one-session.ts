import type { Cli } from '../cli.ts';
import { UsageError } from '../usage-error.ts';
import type { Session } from './session.ts';
import { sessionsOf } from './sessions.ts';

const usualComplaint = 'this command is about one account and one Region; give one --region and at most one --account';

/** The one account and Region of a command that is about one. Throws `UsageError` where several were asked for. */
export const oneSession = async (cli: Cli, complaint = usualComplaint): Promise<Session> => {
  const [session, ...others] = await sessionsOf(cli);
  if (!session || others.length > 0) throw new UsageError(complaint);
  return session;
};
