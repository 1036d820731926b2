/** A place that an invocation never gets past, as when it is killed there. */
export interface Crash {
  /** Resolves once the invocation has come to the place. */
  readonly reached: Promise<void>;
  /** The place itself: never resolves. */
  here(): Promise<never>;
}

/** Makes a place for an invocation to die at. */
export const crash = (): Crash => {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  return {
    reached,
    here: () => {
      resolve();
      return new Promise(() => {});
    },
  };
};
