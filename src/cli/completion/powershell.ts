import type { CommandWords } from './vocabulary.ts';

export function powershell(commands: readonly CommandWords[]): string {
  const entries = commands.map(({ name, options, values }) => {
    const flags = options.flatMap(({ long, short }) => [`--${long}`, ...(short ? [`-${short}`] : [])]);
    const taking = options.filter((option) => option.values).flatMap(({ long, short, values: some }) => [`--${long}`, ...(short ? [`-${short}`] : [])].map((flag) => `${quote(flag)} = ${array(some!)}`));
    return `    ${quote(name)} = @{ Flags = ${array(flags)}; Arguments = ${array(values ?? [])}; Values = @{ ${taking.join('; ')} } }`;
  });
  return `# PowerShell completion of headlint; in $PROFILE: headlint completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName headlint -ScriptBlock {
  param($word, $ast, $cursor)
  $commands = @{
${entries.join('\n')}
  }
  $words = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.ToString() })
  if ($words.Count -lt 2) { $offer = ${array(commands.map(({ name }) => name))} + ${array(['--help', '--version'])} }
  else {
    $command = $commands[$words[1]]
    if (-not $command) { return }
    # Case counts: -f is not -F.
    $flag = $command.Values.Keys | Where-Object { $_ -ceq $words[-1] } | Select-Object -First 1
    if ($flag) { $offer = $command.Values[$flag] }
    elseif ($word -like '-*') { $offer = $command.Flags }
    else { $offer = $command.Arguments }
  }
  $offer | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
`;
}

function array(texts: readonly string[]): string {
  return `@(${texts.map(quote).join(', ')})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
