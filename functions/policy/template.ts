import type { Pattern, Template, Wildcard } from '../core/model/policy.ts';

/** Text in which no reference opens. */
export const FIXED_TEXT = /^(?:[^$]|\$(?!\{))*$/u;

/** Text in which every `${` opens a reference to a tag key of 1 to 128 characters. */
export const TEMPLATE = /^(?:[^$]|\$(?!\{)|\$\{[^{}]{1,128}\})*$/u;

/** The same without wildcards, unless a backslash makes them literal. */
export const PLAIN_TEMPLATE = /^(?:[^$*?\\]|\$(?!\{)|\$\{[^{}]{1,128}\}|\\[*?\\]|\\(?![*?\\]))+$/u;

/** Wildcards that any text fits. */
export const ANYTHING = /^\?*\*[*?]*$/;

/** A regular expression as other tools write it. */
export const REGULAR = /^\/.+\/(?:i|g|gi|ig)$|^\.\*/;

/** How references are written elsewhere. */
const FOREIGN = /\{\{[^{}]*\}\}|\$\([^()]*\)/;

/** Whether every reference in a text is one, and written as here. */
export const areReferences = (text: string): boolean => TEMPLATE.test(text) && !FOREIGN.test(text);

const WILD: readonly Wildcard[] = [{ wild: '*' }];
const ONE: Wildcard = { wild: '?' };

/** A reference, an escape, or wildcards in a row, where a star takes in all. */
const TOKEN = /(\$\{[^{}]+\}|\\[*?\\]|[*?]+)/;

const partsOf = (token: string): Template => {
  if (/^[*?]/.test(token)) {
    return token.includes('*') ? WILD : [...token].map(() => ONE);
  }
  return token.startsWith('\\') ? [token.slice(1)] : [{ tag: token.slice(2, -1) }];
};

/** Splits text that `TEMPLATE` matches into its literals, wildcards and references. No two literals follow each other, and none is empty. */
export const toTemplate = (text: string): Template => {
  const parts: Template[number][] = [];
  const pieces = text.split(TOKEN).flatMap((piece, index) => (index % 2 === 0 ? [piece] : partsOf(piece)));
  for (const part of pieces) {
    const before = parts.at(-1);
    if (part === '') continue;
    if (typeof part === 'string' && typeof before === 'string') parts[parts.length - 1] = before + part;
    else parts.push(part);
  }
  return parts;
};

/** Reads text without references. */
export const toPattern = (text: string): Pattern => {
  const parts = toTemplate(text) as Exclude<Pattern, string>; // FIXED_TEXT has seen to it
  return parts.every((part) => typeof part === 'string') ? parts.join('') : parts;
};
