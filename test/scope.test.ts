import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lint } from '../src/lint/lint.ts';

/** docs/scope.md, case by case. */
const service = (name: string, selector = name, rest = '') => `apiVersion: v1
kind: Service
metadata: {name: ${name}${rest}}
spec:
  clusterIP: None
  selector: {app: ${selector}}
  ports: [{name: tcp, port: 7000}]
`;
const statefulSet = (name: string, serviceName: string, rest = '') => `apiVersion: apps/v1
kind: StatefulSet
metadata: {name: ${name}${rest}}
spec:
  serviceName: ${serviceName}
  replicas: 2
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec: {containers: [{name: main, image: "example.org/main:1"}]}
`;
const found = (files: Record<string, string>, options = {}): string[] =>
  lint(Object.entries(files).map(([path, text]) => ({ path, text })), options).results.map((d) => `${d.file} ${d.severity} ${d.rule}`);

test('a reference is satisfied in the same file, the same folder, and anywhere given', () => {
  assert.equal(found({ 'a.yaml': `${service('db')}---\n${statefulSet('db', 'db')}` }), []);
  assert.equal(found({ 'x/svc.yaml': service('db'), 'x/sts.yaml': statefulSet('db', 'db') }), []);
  assert.equal(found({ 'x/y/svc.yaml': service('db'), 'p/q/r/sts.yaml': statefulSet('db', 'db') }), []);
});

test('only in the same namespace; without one, the default', () => {
  assert.equal(found({ 'a.yaml': `${service('db', 'db', ', namespace: one')}---\n${statefulSet('db', 'db', ', namespace: two')}` }), ['a.yaml warning missing-governing-service']);
  assert.equal(found({ 'a.yaml': `${service('db', 'db', ', namespace: default')}---\n${statefulSet('db', 'db')}` }), []);
  assert.equal(found({ 'a.yaml': `${service('db', 'db', ', namespace: team')}---\n${statefulSet('db', 'db')}` }, { namespace: 'team' }), []);
});

test('what is far away proves existence, and is not compared', () => {
  const files = { 'one/deep/svc.yaml': service('db', 'other'), 'two/deep/er/sts.yaml': statefulSet('db', 'db') };
  assert.equal(found(files).filter((line) => !line.includes(' info ')), []);
});

test('what stands together is compared; across sibling folders with less certainty', () => {
  assert.equal(found({ 'x/svc.yaml': service('db', 'other'), 'x/sts.yaml': statefulSet('db', 'db') }), ['x/svc.yaml error selector-matches-no-pods']);
  assert.equal(found({ 'x/services/svc.yaml': service('db', 'other'), 'x/workloads/sts.yaml': statefulSet('db', 'db') }), ['x/services/svc.yaml warning selector-matches-no-pods']);
});

test('the nearest of several is meant', () => {
  const wrong = service('db', 'other');
  assert.equal(found({ 'dev/all.yaml': `${service('db')}---\n${statefulSet('db', 'db')}`, 'prod/svc.yaml': wrong }).filter((l) => l.startsWith('dev')), []);
});

test('of many namesakes each meets its own, in a folder or by a kustomization', () => {
  const files: Record<string, string> = {};
  for (let i = 0; i < 20; i += 1) {
    const selector = i === 7 || i === 13 ? 'other' : 'db';
    const isDrawn = i > 9;
    files[`${i}/${isDrawn ? 'svc/' : ''}svc.yaml`] = service('db', selector);
    files[`${i}/${isDrawn ? 'sts/' : ''}sts.yaml`] = statefulSet('db', 'db');
    if (isDrawn) files[`${i}/kustomization.yaml`] = 'resources: [svc/svc.yaml, sts/sts.yaml]\n';
  }
  assert.equal(found(files), ['7/svc.yaml error selector-matches-no-pods', '13/svc/svc.yaml error selector-matches-no-pods'].sort());
});

test('files of a folder that define the same object are alternatives, and do not meet', () => {
  const files = { 'x/v1.yaml': `${service('db')}---\n${statefulSet('db', 'db')}`, 'x/v2.yaml': `${service('db')}---\n${statefulSet('db', 'db')}` };
  assert.equal(found(files), []);
});

test('in one file the same object twice is a duplicate', () => {
  assert.equal(found({ 'a.yaml': `${service('db')}---\n${service('db')}---\n${statefulSet('db', 'db')}` }), ['a.yaml warning duplicate-object']);
});

test('a kustomization draws together what it names, across folders', () => {
  const kustomization = 'resources: [../base, svc.yaml]\n';
  const base = { 'base/kustomization.yaml': 'resources: [sts.yaml]\n', 'base/sts.yaml': statefulSet('db', 'db') };
  assert.equal(found({ ...base, 'prod/kustomization.yaml': kustomization, 'prod/svc.yaml': service('db', 'other') }), ['prod/svc.yaml error selector-matches-no-pods']);
  assert.equal(found({ ...base, 'prod/kustomization.yaml': kustomization, 'prod/svc.yaml': service('db') }), []);
});

test('overlays beside each other do not meet', () => {
  const files: Record<string, string> = { 'base/kustomization.yaml': 'resources: [sts.yaml]\n', 'base/sts.yaml': statefulSet('db', 'db') };
  for (const name of ['dev', 'prod']) {
    files[`${name}/kustomization.yaml`] = `namespace: ${name}\nresources: [../base, svc.yaml]\n`;
    files[`${name}/svc.yaml`] = service('db');
  }
  assert.equal(found(files), []);
});

test('a kustomization gives its namespace and its labels', () => {
  const bare = statefulSet('db', 'db').replace('selector: {matchLabels: {app: db}}', '').replace('labels: {app: db}', '');
  assert.equal(found({ 'kustomization.yaml': 'namespace: team\ncommonLabels: {app: db}\nresources: [svc.yaml, sts.yaml]\n', 'svc.yaml': service('db', 'db', ', namespace: team'), 'sts.yaml': bare }), []);
});

test('absence is only as certain as the input is complete', () => {
  const sts = statefulSet('db', 'db');
  assert.equal(found({ 'x/sts.yaml': sts }), ['x/sts.yaml warning missing-governing-service']);
  const incomplete = ['x/sts.yaml info missing-governing-service'];
  assert.equal(found({ 'x/sts.yaml': sts, 'x/kustomization.yaml': 'resources: [sts.yaml, ../../elsewhere]\n' }), incomplete);
  assert.equal(found({ 'x/sts.yaml': sts, 'x/t.yaml': 'apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n' }), incomplete);
  assert.equal(found({ 'x/sts.yaml': sts, 'x/b.yaml': 'apiVersion: v1\nkind: Service\nmetadata: [\n' }), ['x/b.yaml error yaml-syntax', ...incomplete]);
  assert.equal(found({ 'x/sts.yaml': sts, 'x/h.yaml': 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: db}\n' }), incomplete);
  const flux = 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\nspec: {path: ./apps, prune: true}\n';
  for (const name of ['ks.yaml', 'kustomization.yaml', 'Kustomization']) assert.equal(found({ 'x/sts.yaml': sts, [`x/${name}`]: flux }), incomplete, `Flux's kind in ${name}`);
  assert.equal(found({ 'x/sts.yaml': sts, 'x/kustomization.yaml': `${flux}---\n${service('other')}` }), incomplete, 'and what else stands in that file');
  assert.equal(found({ 'x/sts.yaml': sts, 'x/argo.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: apps}\n' }), incomplete);
  const application = 'apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: apps}\n';
  assert.equal(found({ 'x/sts.yaml': sts, 'x/list.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${application.trimEnd().replaceAll('\n', '\n  ')}\n` }), incomplete, 'in a list');
  assert.equal(found({ 'x/sts.yaml': sts, 'x/app.yaml': application.replace('argoproj.io', 'app.k8s.io') }), ['x/sts.yaml warning missing-governing-service'], 'that of app.k8s.io describes what is there');
  const source = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: db}\n';
  assert.equal(found({ 'x/svc.yaml': service('db', 'gone'), 'x/s.yaml': source }), ['x/svc.yaml info selector-matches-no-pods'], 'what manifests are taken from makes no Pods');
});

test('what installs others is counted, where there is any', () => {
  const object = (apiVersion: string, kind: string) => `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: x}\n`;
  const count = (...objects: string[]) => lint([{ path: 'a.yaml', text: objects.join('---\n') }]).summary.installers;
  assert.is(count(service('db'), object('argoproj.io/v1alpha1', 'AppProject'), object('source.toolkit.fluxcd.io/v1', 'GitRepository'), object('messaging.knative.dev/v1', 'Subscription')), undefined);
  assert.is(count(object('argoproj.io/v1alpha1', 'Application'), object('helm.toolkit.fluxcd.io/v2', 'HelmRelease'), object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization'), object('helm.cattle.io/v1', 'HelmChart')), 4);
  assert.is(count(`apiVersion: v1\nkind: List\nitems:\n- {apiVersion: argoproj.io/v1alpha1, kind: Application, metadata: {name: a}}\n`), 1);
});

test('what installs from the tree itself is here, in the namespace that it says', () => {
  const flux = (path: string, rest = '', source = 'GitRepository') => `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ks}\nspec: {path: ${path}, sourceRef: {kind: ${source}, name: flux-system}${rest}}\n`;
  const argo = (path: string, namespace: string) => `apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: app}\nspec: {source: {repoURL: "https://example.org/r.git", path: ${path}}, destination: {namespace: ${namespace}}}\n`;
  const namespaces = (files: Record<string, string>) => {
    const { results, summary } = lint(Object.entries(files).map(([path, text]) => ({ path, text })));
    return [summary.installers ?? 0, ...results.map(({ severity, message }) => `${severity} ${/in namespace "(\w+)"/.exec(message)?.[1]}`)];
  };
  const sts = statefulSet('db', 'gone');
  assert.equal(namespaces({ 'r/apps/db/sts.yaml': sts, 'r/clusters/one/ks.yaml': flux('./apps/db', ', targetNamespace: data') }), [0, 'warning data']);
  assert.equal(namespaces({ 'r/apps/db/app/sts.yaml': statefulSet('db', 'gone', ', namespace: own'), 'r/apps/db/ks.yaml': flux('apps', ', targetNamespace: data') }), [0, 'warning data'], 'over what objects say, in folders below');
  assert.equal(namespaces({ 'r/apps/db/sts.yaml': sts, 'r/ks.yaml': flux('./apps') }), [0, 'warning default'], 'without one');
  assert.equal(namespaces({ 'r/apps/sts.yaml': sts, 'r/argo/app.yaml': argo('apps', 'data') }), [0, 'warning data']);
  assert.equal(namespaces({ 'r/apps/sts.yaml': statefulSet('db', 'gone', ', namespace: own'), 'r/argo/app.yaml': argo('apps', 'data') }), [0, 'warning own'], 'Argo CD leaves what objects say');
  assert.equal(namespaces({ 'r/apps/sts.yaml': sts, 'r/argo/app.yaml': argo('apps', 'one'), 'r/argo/other.yaml': argo('apps', 'two') }), [0, 'warning default'], 'several namespaces are none');
  assert.equal(namespaces({ 'r/apps/sts.yaml': sts, 'r/apps/ks.yaml': flux('./deploy', ', targetNamespace: data') }), [1, 'info default'], 'no such folder');
  assert.equal(namespaces({ 'r/apps/sts.yaml': sts, 'r/apps/ks.yaml': flux('./apps', ', targetNamespace: data', 'OCIRepository') }), [1, 'info default'], 'a path in an archive');
  assert.equal(namespaces({ 'r/apps/sts.yaml': sts, 'r/apps/Chart.yaml': 'name: a\n', 'r/apps/app.yaml': argo('apps', 'data') }), [1, 'info default'], 'a chart gets values');
});

test('lists in lists are taken apart', () => {
  const list = (items: readonly unknown[]) => ({ apiVersion: 'v1', kind: 'List', items });
  const item = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'db' }, spec: { clusterIP: 'none', ports: [{ port: 1 }] } };
  const finding = lint([{ path: 'a.json', text: JSON.stringify(list([list([item])]), null, 1) }]).results.find(({ severity }) => severity === 'error');
  assert.equal([finding?.rule, finding?.path, finding?.object?.name, finding?.line], ['invalid-cluster-ip', 'spec.clusterIP', 'db', 16]);
});

test('patches are pieces: nothing is said of what they lack, and nothing of what they may change', () => {
  const patch = 'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec:\n  template:\n    spec:\n      containers: [{name: main, resources: {limits: {memory: 1Gi}}}]\n';
  const files = { 'kustomization.yaml': 'resources: [all.yaml]\npatches: [{path: patch.yaml}]\n', 'all.yaml': `${service('db')}---\n${statefulSet('db', 'db')}`, 'patch.yaml': patch };
  assert.equal(found(files), []);
  assert.equal(found({ 'patch.yaml': patch }), [], 'known as a piece without the kustomization, too');
  assert.equal(found({ 'patch.yaml': patch.replace('limits', 'limit') }), ['patch.yaml error unknown-field'], 'a field that does not exist is wrong in a patch, too');
});

test('a patch is for what its kustomization draws in, without one for what is nearest', () => {
  const patch = 'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: {replicas: 5}\n';
  const kustomized = { 'a/base/kustomization.yaml': 'resources: [sts.yaml]\n', 'a/base/sts.yaml': statefulSet('db', 'db'), 'a/dev/patch.yaml': patch };
  const other = { 'b/c/d/sts.yaml': statefulSet('db', 'db') };
  const wrong = ['b/c/d/sts.yaml warning missing-governing-service'];
  assert.equal(found({ ...kustomized, 'a/dev/kustomization.yaml': 'resources: [../base]\npatches: [{path: patch.yaml}]\n', ...other }), wrong);
  assert.equal(found({ 'a/base/sts.yaml': statefulSet('db', 'db'), 'a/dev/patch.yaml': patch, ...other }), wrong);
  assert.equal(found({ 'a/dev/patch.yaml': patch, ...other }), []);
  const targeted = (target: string) => found({ 'kustomization.yaml': `resources: [sts.yaml]\npatches: [{path: json6902.yaml, target: ${target}}]\n`, 'sts.yaml': statefulSet('db', 'db') });
  assert.equal(targeted('{kind: StatefulSet}'), []);
  assert.equal(targeted('{name: d.*}'), []);
  assert.equal(targeted('{kind: Deployment}'), ['sts.yaml warning missing-governing-service']);
});

test('custom resources make Pods that no file shows', () => {
  const kafka = 'apiVersion: kafka.strimzi.io/v1beta2\nkind: Kafka\nmetadata: {name: k}\n';
  assert.equal(found({ 'a.yaml': service('metrics', 'kafka') }), ['a.yaml info selector-matches-no-pods']);
  assert.equal(found({ 'a.yaml': `${service('metrics', 'kafka')}---\n${kafka}` }), []);
});

test('the result does not depend on the order of files', () => {
  const files = [
    { path: 'x/a.yaml', text: service('db', 'other') },
    { path: 'x/b.yaml', text: statefulSet('db', 'db') },
    { path: 'y/a.yaml', text: service('db') },
  ];
  assert.equal(lint(files), lint([...files].reverse()));
});

test('what another unit has in the namespace proves existence, unless it is deployed instead', () => {
  const unitOf = (file: string) => file.split('/')[0]!;
  const prod = { 'prod/a.yaml': statefulSet('db', 'db') };
  const missing = ['prod/a.yaml warning missing-governing-service'];
  assert.equal(found({ ...prod, 'base/a.yaml': service('db') }, { unitOf }), [], 'an application that is split');
  assert.equal(found({ ...prod, 'dev/a.yaml': `${service('db')}---\n${statefulSet('db', 'db')}` }, { unitOf }), missing, 'dev has the same StatefulSet');
  assert.equal(found({ ...prod, 'dev/a.yaml': `${service('db')}---\n${statefulSet('db', 'db')}`, 'base/a.yaml': service('db') }, { unitOf }).filter((line) => line.startsWith('prod')), [], 'a third has the Service as well');
  assert.equal(found({ ...prod, 'dev/a.yaml': `${service('db')}---\n${statefulSet('db', 'db')}` }, { unitOf, knownServices: ['db'] }), []);
  const account = '---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n';
  assert.equal(found({ 'prod/a.yaml': `${statefulSet('db', 'db')}${account}`, 'base/a.yaml': `${service('db')}${account}` }, { unitOf }).filter((line) => line.startsWith('prod')), [], 'an account may come with each');
});

test.run();
