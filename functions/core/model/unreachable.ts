/** Makes a switch over a union exhaustive: a new member no longer compiles. */
export const unreachable = (value: never): never => {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
};
