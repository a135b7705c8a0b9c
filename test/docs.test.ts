import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lint, ruleMetas, type LintOptions } from '../src/lint/lint.ts';
import { compact } from '../src/report/compact.ts';
import { root } from './fixtures.ts';

/** `UPDATE=1` writes what headlint says below the examples that fail. */
const update = process.env['UPDATE'] === '1';
const headings = ['What', 'Why', 'Fails', 'Passes', 'How to fix', 'When to ignore'];

interface Example {
  readonly files: { path: string; text: string }[];
  readonly options: LintOptions;
}

/** The yaml blocks of a section; ```yaml file=a/b.yaml names a file, ```yaml options={…} sets options. */
function exampleIn(section: string): Example {
  let options: LintOptions = {};
  const files = [...section.matchAll(/```(?:yaml|json)([^\n]*)\n([\s\S]*?)```/g)].map(([, info, text]) => {
    const set = /options=(\{.*\})/.exec(info!)?.[1];
    if (set) options = JSON.parse(set) as LintOptions;
    return { path: /file=(\S+)/.exec(info!)?.[1] ?? 'example.yaml', text: text! };
  });
  return { files, options };
}

function sectionsOf(page: string): Map<string, string> {
  return new Map(page.split(/^## /m).slice(1).map((part) => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)] as const));
}

for (const { id, summary } of ruleMetas()) {
  test(`the page of ${id}`, () => {
    const path = join(root, 'docs/rules', `${id}.md`);
    assert.ok(existsSync(path), 'no page');
    const page = readFileSync(path, 'utf8');
    const sections = sectionsOf(page);
    assert.is(page.split('\n')[0], `# ${id}`);
    assert.is(page.split('\n')[2], `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`);
    assert.equal([...sections.keys()], headings);
    assert.match(sections.get('Why')!, /https:\/\//, 'why needs a source');

    // An example in a page is UTF-8.
    if (id === 'invalid-encoding') return;

    const passes = exampleIn(sections.get('Passes')!);
    assert.ok(passes.files.length, 'no example that passes');
    assert.is(compact(lint(passes.files, passes.options), undefined as never), '', 'the example that passes');

    const fails = exampleIn(sections.get('Fails')!);
    const result = lint(fails.files, fails.options);
    assert.equal([...new Set(result.results.map((d) => d.rule))], [id], 'the example that fails');
    const said = `\`\`\`text\n${compact(result, undefined as never)}\`\`\``;
    const told = /```text\n[\s\S]*?```/.exec(sections.get('Fails')!)?.[0];
    if (update && told !== said) writeFileSync(path, page.replace(told!, () => said));
    else assert.is(told, said, 'the output below the example is stale: UPDATE=1 npm test');
  });
}

test('every page belongs to a rule', () => {
  const ids = new Set(ruleMetas().map((rule) => `${rule.id}.md`));
  assert.equal(readdirSync(join(root, 'docs/rules')).filter((name) => name !== 'README.md' && !ids.has(name)), []);
});

test.run();
