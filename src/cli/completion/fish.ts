import type { CommandWords, OptionWords } from './vocabulary.ts';

export function fish(commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const lines = ['# fish completion of headlint: headlint completion fish > ~/.config/fish/completions/headlint.fish', `set -l names ${names}`, ''];
  lines.push('complete -c headlint -f -n "not __fish_seen_subcommand_from $names" -s h -l help -d \'show help\'', 'complete -c headlint -f -n "not __fish_seen_subcommand_from $names" -s v -l version -d \'show the version\'');
  for (const { name, describe, options, values, takesArguments } of commands) {
    const here = `-n "__fish_seen_subcommand_from ${name}"`;
    lines.push('', `complete -c headlint -f -n "not __fish_seen_subcommand_from $names" -a ${name} -d ${quote(describe)}`);
    if (values) lines.push(`complete -c headlint -f ${here} -a ${quote(values.join(' '))}`);
    else if (!takesArguments) lines.push(`complete -c headlint -f ${here}`);
    for (const option of options) lines.push(`complete -c headlint ${here} ${flags(option)} -d ${quote(option.describe)}`);
  }
  return `${lines.join('\n')}\n`;
}

function flags({ long, short, takesValue, values }: OptionWords): string {
  const names = `${short ? `-s ${short} ` : ''}-l ${long}`;
  if (!takesValue) return names;
  return values ? `${names} -x -a ${quote(values.join(' '))}` : `${names} -r`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
