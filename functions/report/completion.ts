/** A flag as a shell completes it. */
export interface Flag {
  readonly long: string;
  readonly short?: string;
  readonly says: string;
  readonly takesValue: boolean;
  readonly values: readonly string[];
}

/** A command as a shell completes it. */
interface Word {
  readonly name: string;
  readonly says: string;
  readonly flags: readonly Flag[];
  /** What its first argument may be. */
  readonly values: readonly string[];
}

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** Every command, and the flags of all of them. */
export interface Words {
  readonly globals: readonly Flag[];
  readonly commands: readonly Word[];
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const longs = (flags: readonly Flag[]): string => flags.map(({ long }) => long).join(' ');

/** Values of flags as branches of a `case`. */
const valueBranches = (flags: readonly Flag[], complete: (values: string) => string): string =>
  flags
    .filter(({ takesValue }) => takesValue)
    .map(({ long, values }) => `    ${long}) ${complete(values.join(' '))} ;;`)
    .join('\n');

const bash = ({ globals, commands }: Words): string => {
  const flags = [...globals, ...commands.flatMap((it) => it.flags)];
  const unique = [...new Map(flags.map((it) => [it.long, it])).values()];
  const values = valueBranches(unique, (of) =>
    of ? `COMPREPLY=($(compgen -W ${quoted(of)} -- "$word")); return` : 'COMPREPLY=($(compgen -f -- "$word")); return',
  );
  const own = commands.map(
    (it) => `    ${it.name}) words=${quoted([...it.values, longs(it.flags)].join(' ').trim())} ;;`,
  );
  return `# bash completion of mountguard
_mountguard() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="" words="" it
  COMPREPLY=()
  case "$before" in
${values}
  esac
  for it in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$it" in -*) ;; *) command="$it"; break ;; esac
  done
  case "$command" in
    "") words=${quoted([...commands.map(({ name }) => name), 'help'].join(' '))} ;;
${own.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words ${longs(globals)}" -- "$word"))
}
complete -o default -F _mountguard mountguard
`;
};

/** What zsh takes as the description of a flag. */
const zshText = (text: string): string => text.replaceAll(/[\\:[\]]/g, '\\$&');

const zshFlag = ({ long, says, takesValue, values }: Flag): string => {
  const what = values.length > 0 ? `(${values.join(' ')})` : '_files';
  return quoted(`*${long}[${zshText(says)}]${takesValue ? `:value:${what}` : ''}`);
};

const zsh = ({ globals, commands }: Words): string => {
  const branches = commands.map(({ name, flags, values }) => {
    const operand = quoted(values.length > 0 ? `*:value:(${values.join(' ')})` : '*:file:_files');
    return `    ${name}) _arguments -s ${[...flags, ...globals].map(zshFlag).join(' ')} ${operand} ;;`;
  });
  return `#compdef mountguard
_mountguard() {
  local -a commands
  commands=(
${commands.map(({ name, says }) => `    ${quoted(`${name}:${zshText(says)}`)}`).join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe -t commands command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case "$words[1]" in
${branches.join('\n')}
  esac
}
if [ "$funcstack[1]" = "_mountguard" ]; then _mountguard "$@"; else compdef _mountguard mountguard; fi
`;
};

const fishFlag =
  (condition: string) =>
  ({ long, short, says, takesValue, values }: Flag): string =>
    [
      `complete -c mountguard -n ${quoted(condition)} -l ${long.replace(/^--/, '')}`,
      ...(short ? [`-s ${short.replace(/^-/, '')}`] : []),
      ...(values.length > 0 ? [`-x -a ${quoted(values.join(' '))}`] : takesValue ? ['-r'] : []),
      `-d ${quoted(says)}`,
    ].join(' ');

const fish = ({ globals, commands }: Words): string =>
  [
    '# fish completion of mountguard',
    ...commands.map(
      ({ name, says }) => `complete -c mountguard -n __fish_use_subcommand -f -a ${name} -d ${quoted(says)}`,
    ),
    ...commands.flatMap(({ name, flags, values }) => [
      ...flags.map(fishFlag(`__fish_seen_subcommand_from ${name}`)),
      ...(values.length > 0
        ? [`complete -c mountguard -n '__fish_seen_subcommand_from ${name}' -f -a ${quoted(values.join(' '))}`]
        : []),
    ]),
    ...globals.map(fishFlag('true')),
    '',
  ].join('\n');

/** The script that completes commands, flags and their values in a shell. */
export const completionFor = (shell: Shell, words: Words): string => ({ bash, zsh, fish })[shell](words);
