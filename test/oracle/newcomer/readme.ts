/** The commands of a README's shell blocks, in order; what follows a `#` is left out, and `&&` keeps them one command. */
export const commandsOf = (readme: string): readonly string[] =>
  [...readme.matchAll(/^ *```sh\n(.*?)^ *```/gms)].flatMap(([, block = '']) =>
    block
      .split('\n')
      .map((line) => line.replace(/\s+#.*$/, '').trim())
      .filter((line) => line !== ''),
  );
