/** A piece of a DynamoDB expression: text, with the values and names that stand in it. */
export interface Expression {
  readonly text: readonly string[];
  readonly terms: readonly unknown[];
}

class Name {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** The name of an attribute that cannot stand in an expression by its own name: a reserved word, or one with other signs than letters. */
export const attribute = (name: string): unknown => new Name(name);

const isExpression = (term: unknown): term is Expression =>
  typeof term === 'object' && term !== null && 'terms' in term && 'text' in term;

/** Writes an expression as a template: what is put in is a value, an `attribute`, or an expression of its own. */
export const expression = ({ raw }: TemplateStringsArray, ...terms: readonly unknown[]): Expression => ({
  text: raw,
  terms,
});

/** Expressions one after the other, with text between them. */
export const joined = (all: readonly Expression[], between: string): Expression => ({
  text: ['', ...all.slice(1).map(() => between), ''],
  terms: all,
});

/** The texts of expressions, whose placeholders do not meet, and what these stand for. */
export const written = (expressions: readonly Expression[]) => {
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  const placed = (term: unknown): string => {
    if (isExpression(term)) return write(term);
    const of = term instanceof Name ? names : values;
    const placeholder = `${term instanceof Name ? '#n' : ':v'}${Object.keys(of).length}`;
    of[placeholder] = term instanceof Name ? term.name : term;
    return placeholder;
  };
  const write = ({ text, terms }: Expression): string =>
    text.map((part, index) => (index < terms.length ? `${part}${placed(terms[index])}` : part)).join('');
  return { texts: expressions.map(write), names, values };
};
