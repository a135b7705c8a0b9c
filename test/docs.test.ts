import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lintOptions } from '../src/cli/options.ts';
import { readConfig } from '../src/config/config.ts';
import { configKeys } from '../src/config/keys.ts';
import { diffManifests } from '../src/diff/diff.ts';
import { parseBaseline } from '../src/lint/baseline.ts';
import type { LintResult } from '../src/diagnostic.ts';
import { lint } from '../src/lint/lint.ts';
import { ruleMetas } from '../src/lint/metas.ts';
import type { LintOptions } from '../src/lint/options.ts';
import { compact } from '../src/report/compact.ts';
import { root } from './fixtures.ts';

/** `UPDATE=1` writes what headlint says below the examples that fail. */
const update = process.env['UPDATE'] === '1';
const headings = ['What', 'Why', 'Fails', 'Passes', 'How to fix', 'When to ignore'];

const documented: string[] = [];

function checkConfig({ files: [file] }: Example): LintResult {
  const read = readConfig(file!);
  return { results: 'mistakes' in read ? read.mistakes : [] } as unknown as LintResult;
}

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

/** A page about updates shows a state before, in `before.yaml`, and one after. */
function look({ files, options }: Example): LintResult {
  const before = files.filter(({ path }) => path.startsWith('before'));
  return before.length ? diffManifests(before, files.filter((file) => !before.includes(file)), options) : lint(files, options);
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

    const check = id === 'invalid-config' ? checkConfig : look;
    const passes = exampleIn(sections.get('Passes')!);
    assert.ok(passes.files.length, 'no example that passes');
    assert.is(compact(check(passes), undefined as never), '', 'the example that passes');

    const result = check(exampleIn(sections.get('Fails')!));
    assert.equal([...new Set(result.results.map((d) => d.rule))], [id], 'the example that fails');
    const said = `\`\`\`text\n${compact(result, undefined as never)}\`\`\``;
    const told = /```text\n[\s\S]*?```/.exec(sections.get('Fails')!)?.[0];
    if (update && told !== said) writeFileSync(path, page.replace(told!, () => said));
    else assert.is(told, said, 'the output below the example is stale: UPDATE=1 npm test');
  });
}

/** Sections with a configuration, the files that it is for and what is said of them. */
const configPage = join(root, 'docs/configuration.md');
for (const [heading, section] of sectionsOf(readFileSync(configPage, 'utf8'))) {
  const examples = section.split(/^(?=```yaml file=headlint\.config\.yaml)/m).slice(1);
  for (const [i, example] of examples.entries()) {
    test(`the configuration for ${heading}, ${i}`, () => {
      const [file, ...files] = exampleIn(example).files;
      const read = readConfig(file!);
      assert.ok('config' in read, JSON.stringify(read));
      const { options, ignores } = read.config;
      const said = `\`\`\`text\n${compact(lint(files.filter(({ path }) => !ignores(path)), options), undefined as never)}\`\`\``;
      const told = /```text\n[\s\S]*?```/.exec(example)?.[0];
      if (update && told !== undefined) writeFileSync(configPage, readFileSync(configPage, 'utf8').replace(example, () => example.replace(told, () => said)));
      else if (files.length) assert.is(told, said, 'the output below the example is stale: UPDATE=1 npm test');
    });
  }
  if (examples.length) documented.push(...heading.split(', '));
}

test('the examples of suppression suppress', () => {
  for (const [heading, section] of sectionsOf(readFileSync(join(root, 'docs/suppression.md'), 'utf8'))) {
    for (const file of exampleIn(section).files) {
      if (file.path.endsWith('.json')) {
        assert.ok('suppressions' in parseBaseline(file), file.text);
        continue;
      }
      const pod = { path: 'pod.yaml', text: 'apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\nspec: {containers: [{name: web, image: web}]}\n' };
      const named = { ...pod, text: pod.text.replaceAll('web', /^  name: (\S+)/m.exec(file.text)?.[1] ?? 'web') };
      const { results, suppressed } = heading === 'Of updates' ? diffManifests([file, named], [named]) : lint([file, pod]);
      assert.equal([results.length, suppressed.length], [0, 1], heading);
    }
  }
});

test('every key of the configuration has an example', () => {
  assert.equal(documented.filter((key) => (configKeys as readonly string[]).includes(key)).sort(), configKeys.slice(1).sort());
});

test('every page belongs to a rule', () => {
  const ids = new Set(ruleMetas().map((rule) => `${rule.id}.md`));
  assert.equal(readdirSync(join(root, 'docs/rules')).filter((name) => name !== 'README.md' && !ids.has(name)), []);
});

test('the page of lint has all of its options, and no others', () => {
  const page = readFileSync(join(root, 'docs/lint.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split(' | ')[0]!);
  const named = rows.flatMap((row) => [...row.matchAll(/`--([\w-]+)`/g)].map(([, name]) => name!));
  assert.equal(named.sort(), [...Object.keys(lintOptions), 'no-color'].sort());
});

test.run();
