import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Templated } from '../src/render/templated.ts';

const test = suite('templated');

/** Each line of the output with the place that it is from, `FILE:LINE`, and that of the action which includes it. */
function traced(templates: Readonly<Record<string, string>>, output: string): string[] {
  const files = Object.entries(templates).map(([path, text]) => ({ path, text }));
  const origin = new Templated('c', output, { find: (source) => files.find(({ path }) => path === source), all: () => files });
  return output.split('\n').flatMap((line, i) => {
    if (!line.trim() || line.startsWith('---') || line.startsWith('# Source')) return [];
    const location = { file: '(built)', line: i + 1, column: line.length - line.trimStart().length + 1, endLine: i + 1, endColumn: line.length + 1, start: 0, end: 0 };
    const at = origin.trace(location);
    const related = origin.related(location);
    return `${at?.file}:${at?.line}${related?.message.startsWith('is where') ? ` by ${related.file}:${related.line}` : ''}`;
  });
}

/** What lines come from is written behind them. */
function check(templates: Readonly<Record<string, string>>, annotated: string): void {
  const lines = annotated.replace(/^\n/, '').split('\n');
  const expected = lines.flatMap((line) => / {2}<- (.*)$/.exec(line)?.[1] ?? []);
  assert.equal(traced(templates, lines.map((line) => line.replace(/ {2}<- .*$/, '')).join('\n')), expected);
}

test('a line of a loop comes out often', () => {
  check(
    { 'c/a': 'metadata: {name: a}\nports:\n{{- range .Values.ports }}\n  - name: {{ .name }}\n    port: {{ .port }}\n{{- end }}\ntype: x\n' },
    `
---
# Source: c/a
metadata: {name: a}  <- c/a:1
ports:  <- c/a:2
  - name: a  <- c/a:4
    port: 1  <- c/a:5
  - name: b  <- c/a:4
    port: 2  <- c/a:5
type: x  <- c/a:7`,
  );
});

test('of branches one is taken, and of like ones the last', () => {
  check(
    { 'c/a': 'kind: A\n{{- if .a }}\nspec:\n  replicas: 1\n{{- else if .b }}\nspec:\n  replicas: {{ .b }}\n  other: 1\n{{- else }}\nspec:\n  replicas: {{ .c }}\n{{- end }}\ntail: 1\n' },
    `
---
# Source: c/a
kind: A  <- c/a:1
spec:  <- c/a:10
  replicas: 3  <- c/a:11
tail: 1  <- c/a:13
---
# Source: c/a
kind: A  <- c/a:1
spec:  <- c/a:6
  replicas: 3  <- c/a:7
  other: 1  <- c/a:8
tail: 1  <- c/a:13`,
  );
});

test('what is included is found where it is written, through other definitions, at its column', () => {
  check(
    {
      'c/a': 'metadata:\n  labels: {{- include "c.labels" . | nindent 4 }}\nspec:\n  selector:\n    {{- include "c.selector" . | nindent 4 }}\n',
      'c/_helpers.tpl': '{{/* not: app */}}\n{{- define "c.labels" -}}\nhelm.sh/chart: {{ .Chart.Name }}\n{{ include "c.selector" . }}\n{{- end -}}\n\n{{- define "c.selector" -}}\napp: {{ .Chart.Name }}\nrelease: {{ .Release.Name }}\n{{- end }}\n',
    },
    `
---
# Source: c/a
metadata:  <- c/a:1
  labels:  <- c/a:2
    helm.sh/chart: c  <- c/_helpers.tpl:3 by c/a:2
    app: c  <- c/_helpers.tpl:8 by c/a:2
    release: r  <- c/_helpers.tpl:9 by c/a:2
spec:  <- c/a:3
  selector:  <- c/a:4
    app: c  <- c/_helpers.tpl:8 by c/a:5
    release: r  <- c/_helpers.tpl:9 by c/a:5`,
  );
});

test('values are at the action that writes them, not at like lines nearby', () => {
  check(
    {
      'c/a': 'resources: {{- toYaml .Values.resources | nindent 2 }}\nlimits:\n  cpu: {{ .Values.cpu }}\n{{- with .Values.probe }}\nprobe:\n  {{- include "c.render" . | nindent 2 }}\n{{- end }}\n{{- include "c.silent" . }}\nend: 1\n',
      'c/_helpers.tpl': '{{- define "c.render" -}}{{ tpl (. | toYaml) $ }}{{- end -}}\n{{- define "c.silent" }}{{ $_ := set . "a" 1 }}{{ end }}\n',
    },
    `
---
# Source: c/a
resources:  <- c/a:1
  limits:  <- c/a:1
    cpu: 1  <- c/a:1
  requests:  <- c/a:1
    cpu: 1  <- c/a:1
limits:  <- c/a:2
  cpu: 1  <- c/a:3
probe:  <- c/a:5
  port: 80  <- c/a:6
  path: /  <- c/a:6
end: 1  <- c/a:9`,
  );
});

test('documents of one template, also from a loop, also several actions and blocks on a line', () => {
  check(
    { 'c/a': '{{- range .Values.names }}\n---\nkind: Service\nname: {{ . }}\ntype: {{ if $.a }}A{{ else }}B{{ end }}\n{{ end -}}\n---\nkind: Service\nname: last\n{{ if .x }}cluster: {{ .y }}{{ end }}\n' },
    `
---
# Source: c/a
kind: Service  <- c/a:3
name: one  <- c/a:4
type: B  <- c/a:5
---
# Source: c/a
kind: Service  <- c/a:3
name: two  <- c/a:4
type: A  <- c/a:5
---
# Source: c/a
kind: Service  <- c/a:8
name: last  <- c/a:9
cluster: c  <- c/a:10`,
  );
});

test('CRLF, a byte order mark, braces in quotes, actions of several lines, comments', () => {
  check(
    { 'c/a': '\ufeffkind: A\r\n{{- /* }} kind: B\r\n*/}}\r\nname: {{ printf "}}%s"\r\n  .Values.name }}\r\ntext: {{ `}}` }}\r\nend: 1\r\n' },
    `
---
# Source: c/a
kind: A  <- c/a:1
name: x  <- c/a:4
text: }}  <- c/a:6
end: 1  <- c/a:7`,
  );
});

test('the comment of a source counts behind a separator only', () => {
  check({ 'c/a': 'a: |\n  # Source: c/b\n# Source: c/d\nb: 1\n', 'c/b': 'b: 1\n' }, '---\n# Source: c/a\na: |  <- c/a:1\n  # Source: c/b  <- c/a:2\nb: 1  <- c/a:4');
});

test('whatever templates hold and include, a line of theirs is named', () => {
  const piece = fc.constantFrom('{{', '}}', '{{ if x }}', '{{ else }}', '{{ else if y }}', '{{ end }}', '{{ range x }}', '{{- define "a" }}', '{{ include "a" . }}', '{{ template "b" }}', '{{ define "b" }}', '"', '`', '/*', '{{/*', '*/}}', '---', 'a: 1', 'b: ', '{{ x }}', '\n', '\n', '\n  ', '\r\n', '-');
  const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(text, text, text, (a, b, output) => {
      for (const place of traced({ 'c/a': a, 'c/b': b }, `---\n# Source: c/a\n${output}`)) {
        if (place === 'undefined:undefined') continue;
        const [, file, line] = /^(c\/[ab]):(\d+)/.exec(place)!;
        assert.ok(Number(line) <= (file === 'c/a' ? a : b).split('\n').length, place);
      }
    }),
  );
});

test('blocks and definitions may be as deep as they like', () => {
  const deep = `${'{{ if .a }}\n'.repeat(20_000)}a: 1\n${'{{ else }}\nb: 1\n{{ end }}\n'.repeat(20_000)}c: 1\n`;
  assert.is(traced({ 'c/a': deep }, '---\n# Source: c/a\na: 1\nc: 1').length, 2);
  const defined = Array.from({ length: 20_000 }, (_, i) => `{{ define "d${i}" }}{{ include "d${i + 1}" . }}{{ end }}`).join('\n');
  assert.equal(traced({ 'c/a': 'a: 1\n{{ include "d0" . }}\n', 'c/_b': defined }, '---\n# Source: c/a\na: 1\nb: 1').length, 2);
  assert.is(traced({ 'c/a': `${'{{ if .a }}x'.repeat(50_000)}\na: 1\n` }, '---\n# Source: c/a\na: 1').length, 1, 'all on one line');
});

test('time and memory grow with what there is to trace', () => {
  const large = `${Array.from({ length: 20_000 }, (_, i) => `key${i}: {{ .Values.v${i} }}`).join('\n')}\n`;
  const output = `---\n# Source: c/a\n${Array.from({ length: 20_000 }, (_, i) => `key${i}: ${i}`).join('\n')}\n`;
  const start = performance.now();
  assert.is(traced({ 'c/a': large }, output).at(-1), 'c/a:20000');
  // Each definition includes the next one a hundred times.
  const bomb = Array.from({ length: 9 }, (_, i) => `{{ define "d${i}" }}${`\na: 1\n{{ include "d${i + 1}" . }}`.repeat(100)}{{ end }}`).join('\n');
  traced({ 'c/a': '{{ include "d0" . }}', 'c/_b': bomb }, '---\n# Source: c/a\na: 1\nb: 2');
  assert.ok(performance.now() - start < 15_000);
});

test.run();
