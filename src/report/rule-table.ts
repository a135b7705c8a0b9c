import type { RuleMeta } from '../rule.ts';

/** All rules as a table in Markdown. */
export function ruleTable(rules: readonly RuleMeta[], link: (id: string) => string): string {
  const rows = rules.map(({ id, severity, fixable, summary }) => `| [${id}](${link(id)}) | ${severity} | ${fixable ?? ''} | ${summary.replaceAll('|', '\\|')} |`);
  return `${['| rule | severity | fix | what is wrong |', '| --- | --- | --- | --- |', ...rows].join('\n')}\n`;
}
