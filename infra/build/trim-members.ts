const opening = '([{';
const closing = ')]}';

/** The elements of an array in source code, given what stands between its brackets. */
const elements = (text: string): readonly string[] => {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (const [index, character] of [...text].entries()) {
    if (opening.includes(character)) depth += 1;
    if (closing.includes(character)) depth -= 1;
    if (character !== ',' || depth > 0) continue;
    found.push(text.slice(start, index).trim());
    start = index + 1;
  }
  const last = text.slice(start).trim();
  return last === '' ? found : [...found, last];
};

const inner = (array: string): string => array.slice(1, -1);

const structure = /^(export var \w+\$ = )\[(3, [^;]*?)\n\];$/gm;

/**
 * Leaves out of the structures in a client's schemas the optional members that `isNamed` does not know: what no code
 * names is neither sent nor read. Throws when a structure is not written as expected.
 */
export const trimMembers = (schemas: string, isNamed: (member: string) => boolean): string =>
  schemas.replaceAll(structure, (_, start: string, body: string) => {
    const [kind, namespace, name, traits, names = '', members = '', required = '0'] = elements(body);
    const types = elements(inner(members));
    const pairs = elements(inner(names)).map((member, index) => ({ member, type: types[index] }));
    if (pairs.length !== types.length) throw new Error(`${name} has ${pairs.length} members and ${types.length} types`);
    const kept = pairs.filter(({ member }, index) => index < Number(required) || isNamed(member));
    const list = (of: keyof (typeof pairs)[number]) => `[${kept.map((pair) => pair[of]).join()}]`;
    return `${start}[${[kind, namespace, name, traits, list('member'), list('type'), required].join()}];`;
  });
