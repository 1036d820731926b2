const word = /(?:[^\s'"]|'[^']*'|"(?:[^"\\]|\\.)*")+/g;
const command = new RegExp(`^${word.source}(?:\\s+${word.source})*$`);

/** The words of one simple shell command, without their quotes; throws where a quote is not closed. */
export const shellWords = (text: string): readonly string[] => {
  if (!command.test(text)) throw new Error(`no simple command: ${text}`);
  return (text.match(word) ?? []).map((it) =>
    it.replace(
      /'([^']*)'|"((?:[^"\\]|\\.)*)"/g,
      (_, raw?: string, escaped = '') => raw ?? escaped.replace(/\\(.)/g, '$1'),
    ),
  );
};
