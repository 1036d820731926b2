/** The answer that `npm run invoke` prints among what npm says; throws when there is none. */
export const answerIn = (stdout: string): unknown => {
  const [answer] = /^\{\n.*^\}$/ms.exec(stdout) ?? [];
  if (answer === undefined) throw new Error(`no answer in ${stdout}`);
  return JSON.parse(answer);
};
