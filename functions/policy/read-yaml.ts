import {
  Composer,
  isAlias,
  isMap,
  isScalar,
  LineCounter,
  type ParsedNode,
  Parser,
  type YAMLMap,
  type YAMLParseError,
} from 'yaml';
import { type Path, type Problem, problemAt } from './policy-problem.ts';
import { slipBehind, slipIn } from './slips.ts';
import { REFUSED, type SourceNode } from './source-node.ts';
import { clip, quote } from './wording.ts';

const MAX_BYTES = 1_048_576;
const NONE: ReadonlyMap<string, SourceNode> = new Map();

/** The text as plain data with positions. `root` is absent when the text cannot be read at all. */
interface Reading {
  readonly root?: SourceNode;
  readonly problems: readonly Problem[];
  readonly lines: LineCounter;
}

/**
 * Reads one YAML 1.2 document (JSON is one too) of at most 1 MiB. Aliases, anchors, tags, merge keys, repeated keys and
 * keys that are not text are problems: a policy says what it means where it says it.
 */
export const readYaml = (text: string): Reading => {
  const lines = lineCounter(text);
  if (new TextEncoder().encode(text).length > MAX_BYTES)
    return { lines, problems: [problemAt(0, 'is larger than 1 MiB', 'shorten it')] };
  const slip = slipIn(text);
  if (slip !== undefined) return { lines, problems: [slip] };
  const documents = compose(text);
  if (documents === undefined) return { lines, problems: [problemAt(0, ...TOO_DEEP)] };
  const [first, second] = documents;
  const unreadable = syntaxProblems(
    text,
    documents.flatMap(({ errors }) => errors),
  );
  if (second !== undefined)
    unreadable.push(problemAt(second.range[0], 'has a second YAML document here', 'keep one document'));
  if (unreadable.length > 0) return { lines, problems: unreadable };
  const problems: Problem[] = [];
  return { lines, problems, root: walker(text, problems, lines)(first?.contents ?? null, [], 0) };
};

const TOO_DEEP = ['is nested too deeply here', 'flatten it'] as const;

/** The documents of a text; undefined when it is nested more deeply than the parser can follow. */
const compose = (text: string) => {
  try {
    // The parser's own search for repeated keys is quadratic.
    return [...new Composer({ schema: 'core', uniqueKeys: false }).compose(new Parser().parse(text))];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

// The parser counts no lines in text that it gave up on.
const lineCounter = (text: string): LineCounter => {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  return lines;
};

const IN_FLOW = 'check for a comma, a quote or a bracket that is missing';

/** Remedies by the parser's code. */
const remedies: Readonly<Record<string, string>> = {
  BAD_DQ_ESCAPE: 'write two backslashes for one',
  BAD_INDENT: 'check the indentation, and that every bracket is closed',
  BLOCK_AS_IMPLICIT_KEY: 'check the indentation of the next line',
  BLOCK_IN_FLOW: IN_FLOW,
  MISSING_CHAR: 'check the indentation',
  MULTILINE_IMPLICIT_KEY: 'write each field as name: value',
};

/** The first error of syntax: what follows it is often only its consequence. Aliases are refused later, with a better remedy. */
const syntaxProblems = (text: string, errors: readonly YAMLParseError[]): Problem[] => {
  const tooDeep = errors.find(({ code }) => code === 'RESOURCE_EXHAUSTION');
  if (tooDeep !== undefined) return [problemAt(tooDeep.pos[0], ...TOO_DEEP)];
  const first = errors.find(({ code }) => code !== 'BAD_ALIAS');
  if (first === undefined) return [];
  const { code, message, pos } = first;
  const says = `cannot be read as YAML here (${clip(message, 200)})`;
  const remedy = /^\s*[{[]/.test(text) && code !== 'BAD_DQ_ESCAPE' ? IN_FLOW : remedies[code];
  return [slipBehind(text, pos[0], message) ?? problemAt(pos[0], says, remedy ?? 'correct the syntax')];
};

/** Text in quotes that YAML does not take for quotes. */
const CURLY = /^[“”„‟‘’‚‛].*[“”„‟‘’‚‛"']$/s;

/** What CloudFormation would replace, such as `!Ref`. */
const CLOUDFORMATION = /^![A-Z]\w+$/;

/** Whether nothing at all stands where a value should. */
const isEmpty = (node: ParsedNode | null): boolean =>
  node === null || (isScalar(node) && node.type === 'PLAIN' && node.source === '');

const walker = (text: string, problems: Problem[], lines: LineCounter) => {
  const anchors = new Set<string>();
  const walk = (node: ParsedNode | null, path: Path, fallback: number, key?: SourceNode): SourceNode => {
    const [offset, end] = node?.range ?? [fallback, fallback];
    const here = {
      offset,
      end,
      keyOffset: key?.offset ?? offset,
      keyEnd: key?.end ?? end,
      source: '',
      children: NONE,
    };
    if (node === null) return { ...here, value: null };
    if (isAlias(node)) {
      const remedy = anchors.has(node.source) ? 'write the value itself' : 'put it in quotes';
      problems.push({ path, offset, end, says: `is the YAML alias *${clip(node.source)}`, remedy });
      return { ...here, value: REFUSED };
    }
    // A value that begins with ! or & is read as nothing with a tag or an anchor.
    const remedy = isEmpty(node) ? 'put the value in quotes' : undefined;
    if (node.tag !== undefined) {
      const says = `has the YAML tag ${clip(node.tag)}`;
      const otherwise = CLOUDFORMATION.test(node.tag) ? 'fill in the template' : 'remove the tag';
      problems.push({ path, offset, end, says, remedy: remedy ?? otherwise });
      return { ...here, value: REFUSED };
    }
    if (node.anchor !== undefined) {
      anchors.add(node.anchor);
      const says = `has the YAML anchor &${clip(node.anchor)}`;
      problems.push({ path, offset, end, says, remedy: remedy ?? 'remove the anchor' });
      if (remedy !== undefined) return { ...here, value: REFUSED };
    }
    if (isScalar(node)) {
      if (node.type !== 'PLAIN' || !CURLY.test(node.source)) return { ...here, value: node.value, source: node.source };
      problems.push({ path, offset, end, says: 'has curly quotes', remedy: 'write straight quotes' });
      return { ...here, value: REFUSED };
    }
    if (isMap(node)) {
      if (text.startsWith('{{', offset)) {
        problems.push({
          path,
          offset,
          says: 'has {{ here',
          remedy: `fill in the template; a reference is written "\${key}"`,
        });
        return { ...here, value: REFUSED };
      }
      const children = fieldsOf(node, path, offset);
      // What is merged in may be what is missing.
      if (children.get('<<')?.value === REFUSED) return { ...here, value: REFUSED };
      return { ...here, children, value: Object.fromEntries([...children].map(([key, { value }]) => [key, value])) };
    }
    const items = node.items.map((item, index) => walk(item, [...path, index], offset));
    return { ...here, children: new Map(items.entries()), value: items.map(({ value }) => value) };
  };

  const fieldsOf = (
    map: YAMLMap<ParsedNode, ParsedNode | null>,
    path: Path,
    start: number,
  ): ReadonlyMap<string, SourceNode> => {
    const children = new Map<string, SourceNode>();
    for (const pair of map.items) {
      const name = walk(pair.key, path, start);
      const { value: key, offset, end } = name;
      if (key === REFUSED) continue;
      if (typeof key !== 'string') {
        const remedy = 'write every key as text, in quotes if need be';
        problems.push({ path, offset, end, says: `has the key ${quote(name)}`, remedy });
        continue;
      }
      const at = [...path, key];
      const first = children.get(key);
      if (first !== undefined) {
        const { line } = lines.linePos(first.keyOffset);
        problems.push({ path: at, offset, end, says: `is given twice, first on line ${line}`, remedy: 'keep one' });
      } else if (key === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN') {
        problems.push({ path: at, offset, end, says: 'is a YAML merge key', remedy: 'write the fields themselves' });
        children.set(key, { ...name, value: REFUSED });
      } else if (
        /^[^\s:]+:[^\s:]/.test(key) &&
        isScalar(pair.key) &&
        pair.key.type === 'PLAIN' &&
        isEmpty(pair.value)
      ) {
        problems.push({ path: at, offset, end, says: 'has no value', remedy: 'put a space after the colon' });
        children.set(key.replace(/:.*/s, ''), { ...name, value: REFUSED });
      } else children.set(key, walk(pair.value, at, offset, name));
    }
    return children;
  };
  return walk;
};
