import type { Session } from '../session/session.ts';

/** That the hub did not sweep an account and Region to its end, and why: none or one sentence. */
export const sayNotSwept = ({ notSwept }: Pick<Session, 'notSwept'>): readonly string[] => {
  if (!notSwept) return [];
  const { at, code, reason } = notSwept;
  return [`The run of the hub at ${new Date(at).toISOString()} did not sweep it to its end (${code}): ${reason}`];
};
