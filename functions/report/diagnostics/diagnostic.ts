/** Something that a person should know of a place in a file. Lines and columns count from 1, columns in UTF-16 units. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  readonly code: string;
  readonly line: number;
  readonly column: number;
  /** Behind what it is about, in the same line. */
  readonly endColumn: number;
  /** One sentence with the remedy. */
  readonly message: string;
}

/** A file that was checked, with what was found in the order of its text. */
export interface CheckedFile {
  readonly file: string;
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  /** What there is to say of a file without errors, such as how many rules it has. */
  readonly holds: string;
}

/** How many errors and warnings there are in all files together. */
export const countOf = (files: readonly CheckedFile[]): { readonly errors: number; readonly warnings: number } => {
  const all = files.flatMap(({ diagnostics }) => diagnostics);
  const errors = all.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: all.length - errors };
};
