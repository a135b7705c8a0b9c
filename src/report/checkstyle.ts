import type { Diagnostic } from '../diagnostic.ts';
import type { Reporter } from './context.ts';
import { groupBy } from './fold.ts';
import { attributes, xmlDeclaration } from './xml.ts';

/** What Checkstyle writes (https://checkstyle.org/cmdline.html), and what Jenkins and many others read. */
export const checkstyle: Reporter = ({ results }) => {
  const out = [xmlDeclaration, '<checkstyle version="4.3">'];
  for (const [file, found] of groupBy(results, (d) => d.file)) out.push(`  <file${attributes({ name: file })}>`, ...found.map(error), '  </file>');
  return `${[...out, '</checkstyle>'].join('\n')}\n`;
};

function error({ line, column, severity, message, help, rule }: Diagnostic): string {
  return `    <error${attributes({ line, column, severity, message: `${message} ${help}`, source: `headlint.${rule}` })}/>`;
}
