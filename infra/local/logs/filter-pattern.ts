import { AwsFault } from '../wire/aws-fault.ts';

type Test = (field: string) => boolean;

const refused = (pattern: string): AwsFault =>
  new AwsFault('InvalidParameterException', `This endpoint cannot read the filter pattern ${pattern}`);

const CONDITION = /^(\w+)\s*(!?=)\s*(?:"([^"]*)"|([^\s"]+))$/;

/** A value without quotes may have wildcards, and one that is a number is the same however it is written. */
const equals = (value: string): Test => {
  if (/^-?\d+(\.\d+)?$/.test(value)) return (field) => field !== '' && Number(field) === Number(value);
  const parts = value.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const shape = new RegExp(`^${parts.join('.*')}$`);
  return (field) => shape.test(field);
};

const condition = (text: string, pattern: string): Test => {
  const [, , operator, quoted, bare = ''] = CONDITION.exec(text.trim()) ?? [];
  if (operator === undefined) throw refused(pattern);
  const isEqual = quoted === undefined ? equals(bare) : (field: string) => field === quoted;
  return operator === '=' ? isEqual : (field) => !isEqual(field);
};

const fieldTest = (text: string, pattern: string): Test => {
  if (/^\s*\w+\s*$/.test(text)) return () => true;
  if (text.includes('||') && text.includes('&&')) throw refused(pattern);
  const all = text.split(/\|\||&&/).map((part) => condition(part, pattern));
  return text.includes('&&') ? (field) => all.every((test) => test(field)) : (field) => all.some((test) => test(field));
};

/**
 * Whether a message matches a filter pattern: none, or one of space-delimited fields with `=` and `!=`, wildcards, and `||` or
 * `&&` within a field (CloudWatch Logs user guide, "Filter pattern syntax"). Throws `InvalidParameterException` for any other.
 */
export const filterPattern = (pattern = ''): ((message: string) => boolean) => {
  if (pattern === '') return () => true;
  const fields = /^\[([^\]]+)\]$/.exec(pattern)?.[1];
  if (fields === undefined) throw refused(pattern);
  const tests = fields.split(',').map((text) => fieldTest(text, pattern));
  return (message) => {
    const values = message.split(' ');
    return values.length === tests.length && tests.every((test, place) => test(values[place] ?? ''));
  };
};
