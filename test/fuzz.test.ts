import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse as parseYaml, stringify } from 'yaml';
import { lint } from '../src/lint/lint.ts';
import { decode, Lines } from '../src/parse/text.ts';
import { formats } from '../src/report/index.ts';
import { entries, fixturesIn, root } from './fixtures.ts';

/** `FUZZ=100` runs each property that many times as often. */
fc.configureGlobal({ includeErrorInReport: true });
const runs = Number(process.env['FUZZ'] ?? 1);

const reporters = await Promise.all(Object.values(formats).map((load) => load()));

/** Whatever goes in, findings come out: with positions in the text, sentences, and the same ones again. */
function holds(text: string, path = 'a.yaml'): void {
  const files = [{ path, text }];
  const result = lint(files);
  const lines = new Lines(text);
  for (const d of result.results) {
    assert.ok(d.start >= 0 && d.end > d.start && d.end <= Math.max(1, text.length + 1), `${d.rule}: ${d.start}-${d.end} of ${text.length}`);
    assert.ok(d.line >= 1 && d.column >= 1 && d.endLine === d.line, `${d.rule}: ${d.line}:${d.column}-${d.endLine}`);
    assert.ok(d.message && d.help && !/undefined|NaN|\[object/.test(d.message.replaceAll(/"[^"]*"/g, '')), `${d.rule}: ${d.message}`);
  }
  for (const reporter of reporters) reporter(result, { color: true, width: 80, lines: () => lines });
  assert.equal(lint(files), result);
}

const corpus = entries(join(root, 'fixtures/rules')).flatMap((id) => fixturesIn(`fixtures/rules/${id}`).flatMap(({ files }) => files.map((f) => f.text)));
corpus.push(readFileSync(join(root, 'fixtures/example/kafka.yaml'), 'utf8'));

test('bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const { text, problem } = decode(bytes);
      if (problem) assert.ok(problem.line >= 1 && problem.column >= 1);
      holds(`apiVersion: v1\nkind: Service\n${text}`);
    }),
    { numRuns: 300 * runs },
  );
});

test('pieces of YAML', () => {
  const piece = fc.constantFrom(
    'apiVersion: v1\n', 'kind: Service\n', 'kind: StatefulSet\n', 'kind: List\n', 'items:\n', 'metadata:\n', '  name: web\n', 'spec:\n', '  clusterIP: None\n', '  ports:\n', '  - port: 80\n', '  - ', '- ', '? ', ': ', '&a ', '*a', '<<: *a\n', '!!str ', '!x ', '|\n', '>-\n', '"', "'", '{', '}', '[', ']', ',', '#', '---\n', '...\n', '%YAML 1.1\n', '\t', '\r\n', '\n', ' ', '  ', '\ufeff', '\u0000', '\u2028', '{{ x }}', '${X}', 'null', '~', 'yes', '0755', '1e999', '-', 'x', '\u{1f600}',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => holds(`kind: Service\napiVersion: v1\n${pieces.join('')}`)),
    { numRuns: 1000 * runs },
  );
});

test('any structure in the place of a manifest', () => {
  const keys = ['apiVersion', 'kind', 'metadata', 'name', 'namespace', 'labels', 'annotations', 'spec', 'clusterIP', 'clusterIPs', 'type', 'ports', 'port', 'targetPort', 'protocol', 'selector', 'matchLabels', 'matchExpressions', 'template', 'containers', 'initContainers', 'env', 'value', 'valueFrom', 'volumeMounts', 'volumes', 'serviceName', 'hostname', 'subdomain', 'hostNetwork', 'rules', 'http', 'paths', 'backend', 'service', 'number', 'endpoints', 'addresses', 'subsets', 'items', 'egress', 'policyTypes', 'podSelector', 'readinessProbe', 'httpGet', 'replicas', 'ordinals', 'start', 'resources', 'patches', 'path', 'target', 'namePrefix', 'commonLabels', '__proto__', 'constructor', 'toString'];
  const leaf = fc.oneof(fc.constantFrom(null, true, '', 'web', 'None', 'http', 'TCP', '10.0.0.1', '$(X)', '$(', 0, 1, 80, -1, 1e21, 'a'.repeat(70)), fc.string({ maxLength: 8 }));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ depthSize: 'medium', withCrossShrink: true }, leaf, fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 5 })),
  }));
  const kind = fc.constantFrom('v1 Service', 'apps/v1 StatefulSet', 'apps/v1 Deployment', 'batch/v1 Job', 'batch/v1 CronJob', 'v1 Pod', 'v1 ReplicationController', 'v1 List', 'v1 Endpoints', 'discovery.k8s.io/v1 EndpointSlice', 'networking.k8s.io/v1 Ingress', 'networking.k8s.io/v1 NetworkPolicy', 'gateway.networking.k8s.io/v1 HTTPRoute', 'v1 Namespace', 'kustomize.config.k8s.io/v1beta1 Kustomization', 'argoproj.io/v1alpha1 Rollout');
  const object = fc.tuple(kind, fc.dictionary(fc.constantFrom(...keys.slice(2)), tree, { maxKeys: 5 })).map(([k, rest]) => ({ ...rest, apiVersion: k.split(' ')[0], kind: k.split(' ')[1] }));
  fc.assert(
    fc.property(fc.array(object, { minLength: 1, maxLength: 3 }), fc.boolean(), (objects, asJson) => {
      holds(objects.map((o) => (asJson ? JSON.stringify(o) : stringify(o, { aliasDuplicateObjects: false }))).join(asJson ? '\n' : '---\n'));
    }),
    { numRuns: 1500 * runs },
  );
});

test('manifests with a cut, a repeat or a change of bytes', () => {
  fc.assert(
    fc.property(fc.constantFrom(...corpus), fc.nat(), fc.nat(200), fc.constantFrom('cut', 'repeat', 'swap', 'indent', 'quote', 'number', 'null'), (text, position, length, how) => {
      const at = position % text.length;
      const [before, here, after] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)];
      const changed = {
        cut: before + after,
        repeat: before + here + here + after,
        swap: after + here + before,
        indent: `${before}${here.replaceAll('\n', '\n ')}${after}`,
        quote: before + here.replace(/: (\S+)/, ': "$1"') + after,
        number: before + here.replace(/: \S+/, ': 5') + after,
        null: before + here.replace(/: \S+/, ':') + after,
      }[how];
      holds(changed);
    }),
    { numRuns: 1500 * runs },
  );
});

test('texts that are made to be slow', () => {
  const config = (value: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: ${JSON.stringify(value)}\n---\napiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {a: b}, ports: [{port: 80}]}\n`;
  for (const piece of ['a.svc.', 'a.', '-', '@', '$(A', '$(A)', 'a:80,', 'a.a.svc:80\n', '://', '- a\n', ' # ', '<!--', '"a', 'http://a@', '_a._tcp.a.svc ']) holds(config(piece.repeat(200_000 / piece.length)));
});

test('manifests with a value of another type', () => {
  const other = fc.constantFrom<unknown>(null, true, 5, -1, 1.5, '', 'x', [], {}, [null], [[]], { a: 1 }, [{ name: 5 }], 'x'.repeat(300));
  const parsed = corpus.flatMap((text) => {
    const json = lintable(text);
    return json ? [json] : [];
  });
  assert.ok(parsed.length > 50);
  fc.assert(
    fc.property(fc.constantFrom(...parsed), fc.nat(), other, (objects, pick, value) => {
      const copy = structuredClone(objects);
      const places: [Record<string, unknown>, string][] = [];
      const walk = (node: unknown) => {
        if (node === null || typeof node !== 'object') return;
        for (const key of Object.keys(node)) {
          places.push([node as Record<string, unknown>, key]);
          walk((node as Record<string, unknown>)[key]);
        }
      };
      walk(copy);
      const [parent, key] = places[pick % places.length]!;
      parent[key] = value;
      holds(copy.map((o) => JSON.stringify(o, undefined, 1)).join('\n'), 'a.json');
    }),
    { numRuns: 3000 * runs },
  );
});

function lintable(text: string): unknown[] | undefined {
  try {
    const objects = text.split(/^---$/m).map((part) => parseYaml(part, { logLevel: 'error' }));
    return objects.every((o) => o !== null && typeof o === 'object') ? objects : undefined;
  } catch {
    return undefined;
  }
}

test.run();
