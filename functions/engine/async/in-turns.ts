/** Does work that has the same key one piece after the other, in the order of asking; work with other keys goes on beside it. */
export const inTurns = () => {
  const tails = new Map<string, Promise<unknown>>();
  return <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const before = tails.get(key) ?? Promise.resolve();
    const mine = before.then(work);
    const settled = mine.catch(() => undefined);
    tails.set(key, settled);
    return mine;
  };
};
