import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { diffManifests } from '../src/diff/diff.ts';
import { compact } from '../src/report/compact.ts';
import { actual, expected, fixturesIn } from './fixtures.ts';

/** A fixture holds what is in the cluster and, below the line `#### after`, what comes. */
for (const { name, files } of fixturesIn('fixtures/diff')) {
  test(name, () => {
    const [before, after] = files[0]!.text.split(/^#### after\n/m) as [string, string];
    const sides = [{ path: 'before.yaml', text: before }, { path: 'after.yaml', text: after }];
    const { results } = diffManifests([sides[0]!], [sides[1]!]);
    assert.equal(actual(results), expected(sides), compact({ results } as never, undefined as never));
    for (const { message, help } of results) {
      assert.match(message, /^[A-Za-z_].*\.$/s, 'a message is a sentence');
      assert.match(help, /\.$/, 'help is a sentence');
    }
    assert.equal(diffManifests([sides[0]!], [sides[0]!]).results, [], 'nothing changes');
    assert.equal(diffManifests([sides[1]!], [sides[1]!]).results, [], 'nothing changes');
  });
}

test('what does not change breaks nothing, be it right or wrong', () => {
  for (const { name, files } of fixturesIn('fixtures/rules')) assert.equal(diffManifests(files, files).results, [], name);
});

test('several objects of a name are told apart by their paths, or not compared', () => {
  const at = (path: string, clusterIP: string) => ({ path, text: `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {${clusterIP}selector: {app: web}, ports: [{port: 80}]}\n` });
  const old = [at('old/a/web.yaml', ''), at('old/b/web.yaml', 'clusterIP: None, ')];
  assert.equal(diffManifests(old, [at('new/a/web.yaml', ''), at('new/b/web.yaml', 'clusterIP: None, ')]).results, []);
  assert.equal(diffManifests(old, [at('new/b/web.yaml', 'clusterIP: 10.0.0.1, ')]).results.map(({ rule, severity }) => `${severity} ${rule}`), ['error immutable-field']);
  assert.equal(diffManifests(old, [at('new/c/other.yaml', 'clusterIP: 10.0.0.1, ')]).results.filter(({ rule }) => rule === 'immutable-field'), []);
});

const peers = (replicas: number, more = '') => `apiVersion: v1
kind: Service
metadata: {name: etcd${more}}
spec: {clusterIP: None, selector: {app: etcd}, ports: [{name: client, port: 2379}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: etcd${more}}
spec:
  serviceName: etcd
  replicas: ${replicas}
  selector: {matchLabels: {app: etcd}}
  template:
    metadata: {labels: {app: etcd}}
    spec: {containers: [{name: etcd, image: etcd, ports: [{containerPort: 2379}]}]}
`;

test('of namesakes in several folders each is looked at', () => {
  const [three, two] = [peers(3), peers(2)];
  const at = (folder: string, text: string) => ({ path: `${folder}/etcd.yaml`, text });
  const found = diffManifests([at('a', three), at('b', three), at('c', three)], [at('a', three), at('b', two), at('c', two)]).results;
  assert.equal(found.map(({ rule, file, line }) => `${rule} ${file}:${line}`), ['name-gone b/etcd.yaml:11', 'name-gone c/etcd.yaml:11']);
  assert.equal(diffManifests([at('a', three), at('b', three)], [at('a', three)]).results, [], 'one of two that are alike may be the other');
});

test('a copy in another place is new, and what is deleted beside its namesake did not become it', () => {
  const at = (path: string, text: string) => ({ path, text });
  const other = peers(1).replace('  serviceName', '  podManagementPolicy: Parallel\n  serviceName');
  const rules = (before: readonly string[][], after: readonly string[][]) => diffManifests(...([before, after].map((files) => files.map(([path, text]) => at(path!, text!))) as [never, never])).results.map(({ rule, file }) => `${rule} ${file}`);
  assert.equal(rules([['a/x.yaml', peers(3)]], [['a/x.yaml', peers(3)], ['b/x.yaml', other]]), []);
  assert.equal(rules([['a/x.yaml', peers(3)], ['b/x.yaml', other]], [['b/x.yaml', other]]), []);
  assert.equal(rules([['a/x.yaml', peers(3)]], [['b/x.yaml', other]]), ['immutable-field b/x.yaml', 'name-gone b/x.yaml'], 'moved');
  assert.equal(rules([['x.yaml', peers(3)], ['a/x.yaml', peers(3)]], [['x.yaml', other], ['a/x.yaml', peers(3)]]), ['immutable-field x.yaml', 'name-gone x.yaml'], 'one path ends as the other does');
});

test('a StatefulSet that is renamed takes the names of its Pods along, not that of its Service', () => {
  const renamed = peers(3).replace('kind: StatefulSet\nmetadata: {name: etcd}', 'kind: StatefulSet\nmetadata: {name: store}');
  const user = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: users}\ndata: {peers: "http://etcd-2.etcd:2379"}\n';
  const { results } = diffManifests([{ path: 'a.yaml', text: peers(3) + user }], [{ path: 'a.yaml', text: renamed + user }]);
  assert.equal(results.map(({ rule, severity, related }) => `${severity} ${rule} ${related.length}`), ['warning name-gone 1']);
  assert.match(results[0]!.message, /^etcd-0\.etcd\.default\.svc\.cluster\.local and 2 more names will not resolve/);
});

test('what every cluster has is not gone', () => {
  const service = (name: string) => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}, namespace: kube-system}\nspec: {clusterIP: 10.96.0.10, ports: [{name: dns, port: 53, protocol: UDP}]}\n`;
  assert.equal(diffManifests([{ path: 'a.yaml', text: service('kube-dns') }], []).results, []);
  assert.is(diffManifests([{ path: 'a.yaml', text: service('other') }], []).results.length, 1);
  assert.equal(diffManifests([{ path: 'a.yaml', text: service('other') }], [], { knownServices: ['kube-system/other'] }).results, []);
});

test('many places that use what is gone are counted', () => {
  const hosts = Array.from({ length: 100 }, (_, i) => `  host${i}: http://etcd-2.etcd:2379`).join('\n');
  const users = `---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: users}\ndata:\n${hosts}\n`;
  const { results } = diffManifests([{ path: 'a.yaml', text: peers(3) + users }], [{ path: 'a.yaml', text: peers(2) + users }]);
  assert.equal(results.map(({ severity, related }) => [severity, related.length]), [['warning', 5]]);
  assert.match(results[0]!.message, /100 places still use what is gone; the first are shown\.$/);
});

const uses: readonly (readonly [string, string])[] = [
  ['a namespace below', 'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\nspec: {containers: [{name: x, image: x, env: [{name: PEER, value: "etcd-2.etcd:2379"}]}]}\n'],
  ['another namespace', 'apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: apps}\nspec: {containers: [{name: x, image: x, args: ["--peer=etcd-2.etcd.default:2379"]}]}\n'],
  ['a full name', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x, namespace: apps}\ndata: {a.conf: "peers = etcd-1.etcd.default.svc.cluster.local, etcd-2.etcd.default.svc.cluster.local\\n"}\n'],
  ['a list of peers in a template', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {selector: {matchLabels: {a: x}}, template: {metadata: {labels: {a: x}}, spec: {containers: [{name: x, image: x, command: [sh, -c, "exec x --initial-cluster etcd-0=http://etcd-0.etcd:2380,etcd-2=http://etcd-2.etcd:2380"]}]}}}\n'],
];

for (const [what, user] of uses) {
  test(`who still uses a name: ${what}`, () => {
    const file = (text: string) => [{ path: 'a.yaml', text: `${text}---\n${user}` }];
    const { results } = diffManifests(file(peers(3)), file(peers(2)));
    assert.equal(results.map(({ rule, severity, related }) => `${severity} ${rule} ${related.length}`), ['warning name-gone 1']);
    assert.equal(diffManifests(file(peers(3)), file(peers(3))).results, []);
  });
}

test('who still uses a Service that is gone', () => {
  const route = (kind: string, spec: string) => `apiVersion: ${kind === 'Ingress' ? 'networking.k8s.io/v1' : 'gateway.networking.k8s.io/v1'}\nkind: ${kind}\nmetadata: {name: x}\nspec: ${spec}\n`;
  const users = [
    route('Ingress', '{rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: etcd, port: {number: 2379}}}}]}}]}'),
    route('HTTPRoute', '{rules: [{backendRefs: [{name: etcd, port: 2379}]}]}'),
    'apiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingWebhookConfiguration\nmetadata: {name: x}\nwebhooks: [{name: x.example.com, clientConfig: {service: {namespace: default, name: etcd}}}]\n',
    peers(3).slice(peers(3).indexOf('---\n') + 4),
  ];
  for (const user of users) {
    const service = peers(3).slice(0, peers(3).indexOf('---\n'));
    const pods = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {app: etcd}}\nspec: {containers: [{name: p, image: p}]}\n';
    const { results } = diffManifests([{ path: 'a.yaml', text: `${service}---\n${pods}---\n${user}` }], [{ path: 'a.yaml', text: user }]);
    assert.equal(results.map(({ rule, severity, related }) => `${severity} ${rule} ${related.length}`), ['warning name-gone 1'], user);
  }
});

test.run();
