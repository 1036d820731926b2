/** Texts that YAML reads as a text as they stand, in a list or mapping of either style. */
const PLAIN = /^[A-Za-z][\w/-]*$/;

/** Texts that YAML, of any version, reads as something else. */
const OTHERWISE = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i;

/** Writes a text as one YAML scalar in which nothing is invisible or reverses the writing. */
export const yamlScalar = (text: string): string => {
  if (PLAIN.test(text) && !OTHERWISE.test(text)) return text;
  return JSON.stringify(text).replaceAll(/(?! )[\p{C}\p{Z}]/gu, (it) => {
    const code = Number(it.codePointAt(0));
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
  });
};
