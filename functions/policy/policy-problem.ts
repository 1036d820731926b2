/** Where in a policy something stands: field names and list positions from the top. */
export type Path = readonly (string | number)[];

/** One thing wrong with a policy's text. */
export interface PolicyProblem {
  /** Such as `rules[2].when.tags.environment`; empty for the policy as a whole. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
  /** The column behind what the problem is about, at most the end of its line; at least `column` + 1. */
  readonly endColumn: number;
  /** One sentence naming the field, what is wrong with it and the remedy. */
  readonly message: string;
}

/** A finding before it is put into words and given its line. */
export interface Problem {
  readonly path: Path;
  /** UTF-16 units into the text. */
  readonly offset: number;
  /** Behind what it is about; a character, where that is not known. */
  readonly end?: number;
  /** What is wrong, as the rest of a sentence that begins with the field. */
  readonly says: string;
  readonly remedy: string;
}

/** A problem of the policy as a whole, which shows at an offset. */
export const problemAt = (offset: number, says: string, remedy: string): Problem => ({
  path: [],
  offset,
  says,
  remedy,
});

/** Quotes text so that nothing in it is invisible or turns the writing round. */
export const quoted = (text: string): string =>
  JSON.stringify(text).replaceAll(
    /(?! )[\p{C}\p{Z}]/gu,
    (it) => `\\u${it.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  );

/** Writes a path as `a.b[0]["odd key"]`. */
export const formatPath = (path: Path): string =>
  path
    .map((step) => {
      if (typeof step === 'number') return `[${step}]`;
      return /^[A-Za-z_][\w-]*$/.test(step) ? `.${step}` : `[${quoted(step)}]`;
    })
    .join('')
    .replace(/^\./, '');
