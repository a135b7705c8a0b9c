import type { CommandWords, OptionWords } from './vocabulary.ts';

export function zsh(commands: readonly CommandWords[]): string {
  const list = commands.map(({ name, describe }) => `      ${quote(`${name}:${describe}`)}`).join('\n');
  const branches = commands.map(({ name, options, values, takesArguments }) => {
    const specs = options.map(spec);
    if (takesArguments) specs.push(quote(values ? `*:${name}:(${values.join(' ')})` : '*:file:_files'));
    return `    ${name})\n      _arguments -s -S \\\n${specs.map((each) => `        ${each}`).join(' \\\n')}\n      ;;`;
  });
  return `#compdef headlint
# zsh completion of headlint: headlint completion zsh > "\${fpath[1]}/_headlint", or in ~/.zshrc: source <(headlint completion zsh)
_headlint() {
  if (( CURRENT == 2 )); then
    local -a commands=(
${list}
    )
    _describe command commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
${branches.join('\n')}
  esac
}
if [[ "$funcstack[1]" == "_headlint" ]]; then _headlint "$@"; else compdef _headlint headlint; fi
`;
}

/** What \`_arguments\` reads: names, what they are for, what their value is. */
function spec({ long, short, describe, takesValue, multiple, values }: OptionWords): string {
  const about = `[${describe.replace(/[\\[\]:]/g, '\\$&')}]`;
  const value = takesValue ? `:${long}:${values ? `(${values.join(' ')})` : '_files'}` : '';
  const [each, other] = [`--${long}${takesValue ? '=' : ''}`, short && `-${short}${takesValue ? '+' : ''}`];
  if (!other) return quote(`${multiple ? '*' : ''}${each}${about}${value}`);
  const exclusive = multiple ? '*' : `(--${long} -${short})`;
  return `${quote(exclusive)}{${each},${other}}${quote(`${about}${value}`)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
