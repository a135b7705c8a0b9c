import type { Diagnostic, Edit, Fix, Location, Severity, Suppressed } from '../diagnostic.ts';
import { ruleMetas } from '../lint/metas.ts';
import type { RuleMeta } from '../rule.ts';
import { docsRoot, docsUrl, version } from '../version.ts';
import { servicePath, type ReportContext, type Reporter } from './context.ts';
import { jsonDocument } from './document.ts';
import { groupBy } from './fold.ts';
import { fingerprints } from './identity.ts';
import { section } from './page.ts';
import { uri } from './uri.ts';

/**
 * SARIF 2.1.0 with what GitHub code scanning asks for
 * (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
 */
export const sarif: Reporter = ({ results, suppressed, summary }, context) => {
  const rules = ruleMetas();
  const indexes = new Map(rules.map(({ id }, i) => [id, i]));
  const all: readonly Partial<Suppressed>[] = [...results.map((diagnostic) => ({ diagnostic })), ...suppressed];
  const prints = fingerprints(all.map(({ diagnostic }) => diagnostic!));
  const run = {
    tool: { driver: { name: 'headlint', version, semanticVersion: version, informationUri: docsRoot, rules: rules.map((rule) => descriptor(rule, context)) } },
    automationDetails: { id: 'headlint/' },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: summary.skipped.map(({ file, line, reason }) => ({
          level: 'note',
          message: { text: `Skipped: ${reason}` },
          locations: [{ physicalLocation: { artifactLocation: artifact(file, context), region: { startLine: line } } }],
        })),
      },
    ],
    results: all.map(({ diagnostic, kind, why }, i) => ({
      ...finding(diagnostic!, context),
      ...(indexes.has(diagnostic!.rule) && { ruleIndex: indexes.get(diagnostic!.rule) }),
      // GitHub works out its own primaryLocationLineHash, and warns of another.
      partialFingerprints: { 'headlint/identity/v1': prints[i] },
      // Either every result of a run has suppressions or none has (3.27.23).
      ...(suppressed.length > 0 && { suppressions: kind ? [{ kind, ...(why && { justification: why }) }] : [] }),
    })),
  };
  return jsonDocument({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] });
};

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };
const problemSeverities: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'recommendation' };

function descriptor({ id, severity, summary }: RuleMeta, { rulePage }: ReportContext): object {
  const url = docsUrl(id);
  const page = rulePage?.(id);
  const short = `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`;
  const what = page && section(page, 'What');
  const fix = page && section(page, 'How to fix');
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: short },
    fullDescription: { text: cut(what || short, 1024) },
    help: { text: `${fix || short}\n\n${url}`, markdown: page ?? `${short}\n\n[${id}](${url})` },
    helpUri: url,
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ['kubernetes'], precision: severity === 'error' ? 'very-high' : 'high', 'problem.severity': problemSeverities[severity] },
  };
}

function finding(diagnostic: Diagnostic, context: ReportContext): object {
  const { rule, severity, message, help, related, fix } = diagnostic;
  // GitHub shows only those related locations that the message leads to.
  const links = related.map((r, i) => `\n[${linkText(r.message)}](${i + 1})`);
  return {
    ruleId: rule,
    level: levels[severity],
    message: { text: `${plain(message)} ${plain(help)}${links.join('')}` },
    locations: [place(diagnostic, context)],
    ...(related.length && { relatedLocations: related.map((r, i) => ({ id: i + 1, ...place(r, context), message: { text: plain(r.message) } })) }),
    ...(fix && { fixes: [change(fix, context)] }),
  };
}

function place(location: Location, context: ReportContext): object {
  const { file, line, column, endLine, endColumn, object, path } = location;
  const names = object && [object.kind, object.namespace, object.name].filter(Boolean).join('/');
  return {
    physicalLocation: { artifactLocation: artifact(file, context), region: { startLine: line, startColumn: column, endLine, endColumn } },
    ...(names && { logicalLocations: [{ name: object.name, fullyQualifiedName: path ? `${names}#${path}` : names, kind: 'resource' }] }),
  };
}

function change({ title, safety, edits }: Fix, context: ReportContext): object {
  return {
    description: { text: plain(title) },
    artifactChanges: [...groupBy(edits, ({ file }) => file)].map(([file, changes]) => ({
      artifactLocation: artifact(file, context),
      replacements: changes.map((edit) => ({ deletedRegion: region(edit, context), ...(edit.text && { insertedContent: { text: edit.text } }) })),
    })),
    properties: { safety },
  };
}

function region({ file, start, end }: Edit, { lines }: ReportContext): object {
  const text = lines(file);
  if (!text) return { charOffset: start, charLength: end - start };
  const [from, to] = [text.position(start), text.position(end)];
  return { startLine: from.line, startColumn: from.column, endLine: to.line, endColumn: to.column };
}

function artifact(file: string, context: ReportContext): object {
  return { uri: uri(servicePath(file, context)) };
}

/** What would be read as an embedded link (3.11.6) is none; a backslash before it might be read as escaped itself. */
function plain(text: string): string {
  return text.replaceAll('](', '] (');
}

function linkText(text: string): string {
  return text.replace(/[\\[\]]/g, '\\$&');
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1).trimEnd()}…` : text;
}
