/** Text in which what does not print, or reverses the writing, is an escape; of blanks, only the usual one stays. */
export const revealed = (text: string): string =>
  text.replaceAll(/(?! )[\p{C}\p{Z}]/gu, (it) => `\\u{${it.codePointAt(0)?.toString(16)}}`);

/**
 * Text of anyone's making for a message: shortened, and with what does not print, or reverses the writing, as an escape.
 * Quoted where blanks at an end would not be seen.
 */
export const printable = (text: string, longest = 60): string => {
  // Not in the middle of a character.
  const clipped = text.length > longest ? `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…` : text;
  const shown = revealed(clipped);
  return /^$|^\s|\s$/.test(text) ? `"${shown}"` : shown;
};
