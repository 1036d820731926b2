const call = '.register(z.globalRegistry,';
const tokens = /'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|[()]/g;

const endOf = (source: string): number => {
  let depth = 0;
  for (const { 0: token, index } of source.matchAll(tokens)) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === ')' && depth === 0) return index + 1;
  }
  throw new Error(`A call of ${call} does not end: ${source.slice(0, 80)}`);
};

/** Our source without what its schemas say for `infra/policy.schema.json`: a function reads policies and describes none. */
export const withoutDescriptions = (source: string): string => {
  const start = source.indexOf(call);
  if (start === -1) return source;
  const rest = source.slice(start);
  return source.slice(0, start) + withoutDescriptions(rest.slice(endOf(rest)));
};
