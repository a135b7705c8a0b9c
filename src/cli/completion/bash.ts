import type { CommandWords } from './vocabulary.ts';

/** For bash 3.2 and later; it asks for no helper of bash-completion. */
export function bash(commands: readonly CommandWords[]): string {
  return `# bash completion of headlint; in ~/.bashrc: source <(headlint completion bash)
_headlint() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" words="" flags=""
  # An equals sign is a word of its own to bash.
  if [[ "$current" == "=" ]]; then current=""
  elif [[ "$previous" == "=" ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  if [[ $COMP_CWORD -eq 1 ]]; then
    words=${quote([...commands.map(({ name }) => name), '--help', '--version'])}
  else
    case "\${COMP_WORDS[1]} $previous" in
${commands.flatMap(cases).join('\n')}
    esac
    if [[ "$current" == -* ]]; then words="$flags"; fi
  fi
  # Without words bash completes file names.
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _headlint headlint
`;
}

function cases({ name, options, values }: CommandWords): string[] {
  const taking = options.filter(({ takesValue }) => takesValue);
  const patterns = (some: typeof taking) => some.flatMap(({ long, short }) => [`--${long}`, ...(short ? [`-${short}`] : [])].map((flag) => `"${name} ${flag}"`)).join('|');
  const free = taking.filter((option) => !option.values);
  const flags = options.flatMap(({ long, short }) => [`--${long}`, ...(short ? [`-${short}`] : [])]);
  return [
    ...taking.filter((option) => option.values).map((option) => `      ${patterns([option])}) words=${quote(option.values!)} ;;`),
    ...(free.length ? [`      ${patterns(free)}) ;;`] : []),
    `      "${name} "*) words=${quote(values ?? [])} flags=${quote(flags)} ;;`,
  ];
}

function quote(words: readonly string[]): string {
  return `'${words.join(' ')}'`;
}
