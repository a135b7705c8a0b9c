import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatAliases, formats } from '../src/report/index.ts';
import { blocksOf } from './blocks.ts';
import { root } from './fixtures.ts';

const test = suite('docs/formats.md');
const path = join(root, 'docs/formats.md');
const page = readFileSync(path, 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'headlint-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

mkdirSync(join(folder, 'bin'));
mkdirSync(join(folder, 'work/deploy'), { recursive: true });
copyFileSync(join(root, 'fixtures/example/kafka.yaml'), join(folder, 'work/deploy/kafka.yaml'));
writeFileSync(join(folder, 'bin/headlint'), `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin/headlint.js')}' "$@"\n`);
chmodSync(join(folder, 'bin/headlint'), 0o755);
mkdirSync(join(folder, 'work/.git'));

const env = { PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`, HOME: folder, GITHUB_STEP_SUMMARY: join(folder, 'summary.md') };
const installed = (program: string) => env.PATH.split(delimiter).some((each) => existsSync(join(each, program)));

/** A mark stands for the rest of a sentence. */
function matches(said: string, told: string): void {
  const pattern = told.split('…').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('[^\\n]*');
  assert.match(said, new RegExp(`^${pattern}$`));
}

const blocks = blocksOf(path);
for (const [i, { language, text, section }] of blocks.entries()) {
  if (language !== 'sh') continue;
  const program = /\| (\w+) /.exec(text)?.[1];
  if (program && !installed(program)) continue;
  test(`${section}: ${text.trim().split('\n').at(-1)}`, () => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', text], { cwd: join(folder, 'work'), env, encoding: 'utf8' });
    assert.is(status, text.includes('--exit-zero') ? 0 : 1, stderr);
    assert.is(program ? '' : stderr, '');
    const next = blocks[i + 1];
    if (next?.language === 'text' && next.section === section) matches(stdout, next.text);
    for (const [, file] of text.matchAll(/(?:=|-o )([\w./-]+\.(?:sarif|xml|json))\b/g)) {
      const report = readFileSync(join(folder, 'work', file!), 'utf8');
      if (file!.endsWith('.xml')) assert.match(report, /^<\?xml /);
      else JSON.parse(report);
    }
    if (text.includes('GITHUB_STEP_SUMMARY')) assert.match(readFileSync(env.GITHUB_STEP_SUMMARY, 'utf8'), /^### headlint: 1 error/);
  });
}

test('the table has every format, and every other name', () => {
  assert.equal([...page.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name).sort(), Object.keys(formats).sort());
  for (const [alias, format] of Object.entries(formatAliases)) assert.match(page, new RegExp(`\`${format}\` \\|[^\\n]*also called \`${alias}\``));
});

test('every link within the page leads somewhere', () => {
  const headings = new Set([...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!.toLowerCase().replaceAll(' ', '-')));
  for (const [, link] of page.matchAll(/\]\(#([\w-]+)\)/g)) assert.ok(headings.has(link!), link);
  for (const [, link] of page.matchAll(/\]\((\.\.\/[^)]+)\)/g)) assert.ok(existsSync(join(root, 'docs', link!)), link);
});

test.run();
