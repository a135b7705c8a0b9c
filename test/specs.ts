import fc, { type Arbitrary } from 'fast-check';

/** Text that YAML, kubelets, shells or template engines might take for something else. */
export const hostileText = fc.oneof(
  fc.constantFrom(
    ...['', ' ', '\n', 'a\nb', 'a\n', '\na', 'a\n\n\n', '  a\n b', 'a: b', '- a', '# a', 'a #b', '&a', '*a', '!!str a', '!a', '|', '>', '%a', '@a', '`a`', '"', "'", '\\', '\t', 'a\tb', '\r', 'a\r\nb'],
    ...['yes', 'no', 'on', 'Off', 'y', 'N', 'true', 'null', '~', '0755', '0o7', '0x1f', '1_000', '1e3', '.5', '.inf', '.NaN', '12:30:45', '2024-01-01', '=', '<<', '---', '--- a', '...', '? a', ': a', '[', '{', ']', '}', ','],
    ...['{{', '}}', '{{ .Values.x }}', '{% if %}', '{name}', '$(A)', '$$', '$', '$$(', '$(', '${A}', '$((', '$(POD_NAME)', '\u0001', '\u001b[31m', '\u0085', '\u2028', '\u2029', '\ufeff', '\u00a0', '\u{1f600}', '\u{10ffff}', '\ufffe', '\uffff', '#@ x', 'a'.repeat(200), '- '.repeat(50), '\u200b', 'ä', '__proto__', 'constructor'],
  ),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 20 }).filter((text) => !/[\0\ud800-\udfff]/u.test(text)),
);

/** Letters of `first`, then of `rest`: much cheaper than a regular expression. */
const word = (first: string, rest: string, max: number, min = 0) => fc.tuple(fc.constantFrom(...first), fc.string({ unit: fc.constantFrom(...rest), minLength: min, maxLength: max })).map(([a, b]) => a + b);
const letters = 'abcdefghijklmnopqrstuvwxyz';
const label = (min: number, max: number) => word(letters, `${letters.slice(0, 4)}0123456789--`, max - 1, min - 1).map((text) => text.replace(/-$/, 'z'));
const optional = <T extends object>(fields: { [K in keyof T]: Arbitrary<T[K]> }, required: (keyof T)[] = []) => fc.record(fields, { requiredKeys: required }) as Arbitrary<Partial<T>>;
const map = <T>(key: Arbitrary<string>, value: Arbitrary<T>, maxKeys = 3) => fc.dictionary(key, value, { maxKeys, noNullPrototype: true });

const portName = fc.tuple(word(letters, 'ab01', 6), fc.option(word(letters, 'ab01', 5), { nil: undefined })).map(([a, b]) => (b === undefined ? a : `${a}-${b}`));
const ports = fc
  .uniqueArray(fc.tuple(portName, fc.integer({ min: 1, max: 65535 }), fc.constantFrom('TCP', 'UDP', 'SCTP', undefined), fc.constantFrom('http', 'kubernetes.io/h2c', undefined)), { maxLength: 4, selector: ([name]) => name })
  .map((list) => list.filter(([, port], i) => list.findIndex(([, other]) => other === port) === i))
  .map((list) => Object.fromEntries(list.map(([name, port, protocol, appProtocol]) => [name, protocol || appProtocol ? { port, ...(protocol && { protocol }), ...(appProtocol && { appProtocol }) } : port])));

const variable = word('V', 'ABC_019', 10);
const path = fc.array(word('abZ0._ -', 'aZ0._ -', 7), { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`).filter((text) => !text.split('/').includes('..'));
const labels = map(fc.constantFrom('team', 'example.com/part', 'a.b_c', 'x'), fc.constantFrom('', 'a', 'yes', '1', '0x1', 'A_b.c'));
const quantity = fc.oneof(fc.constantFrom('10Gi', '1.5Gi', '500M', '1e9', '250m', '0.5'), fc.integer({ min: 1, max: 1_000_000 }));
const memory = fc.constantFrom('64Mi', '1Gi', '2G', '1000000000');
const seconds = fc.integer({ min: 1, max: 3600 });
const countOrPercent = fc.constantFrom(1, 2, '25%', '100%');
const objectName = label(1, 20);

export type AnySpec = Record<string, unknown>;

interface Known {
  readonly shape: string;
  readonly ports: readonly string[];
  readonly tcp: readonly string[];
  readonly namespace: boolean;
  readonly client: boolean;
}

/** Text with placeholders that stand for something where it is. */
function format({ shape, ports: known, namespace, client }: Known, where: 'pod' | 'peer' | 'fixed', peers: boolean): Arbitrary<string> {
  const fillings = ['{name}', '{service}', '{domain}', '{replicas}', '{{', '}}', ...known.map((name) => `{port.${name}}`)];
  fillings.push('{copies}', '{quorum}');
  if (shape !== 'balanced') fillings.push('{first}');
  if (namespace) fillings.push('{namespace}');
  if (client) fillings.push('{client}');
  if (where !== 'fixed') fillings.push('{pod}', ...(shape === 'balanced' ? [] : ['{host}', '{ordinal}']));
  if (peers && where !== 'peer') fillings.push('{peers}');
  // Lists of anything else than Pods' hosts are what lint warns of.
  const port = known[0] === undefined ? '' : `:{port.${known[0]}}`;
  if (where === 'peer') return fc.constantFrom('{host}', `{ordinal}@{host}${port}`, '{name}={{{host}}}', '{pod}=http://{host}', '{host}:$', "{host} '");
  // No #: in a file it would comment out the first of the peers, which lint then misses.
  const literal = fc.constantFrom('', ' ', '$', '$$', '(', ')', '-x-', '"', ': ', '\n', 'ä', '@', '=', '\u2028');
  return fc.array(fc.oneof(fc.constantFrom(...fillings), literal), { minLength: 1, maxLength: 5 }).map((parts) => parts.join(' '));
}

const handler = ({ ports: known, tcp }: Known, fixed: Arbitrary<string>): Arbitrary<object> => {
  const timing = optional({ initialDelaySeconds: fc.nat(100), periodSeconds: seconds, timeoutSeconds: seconds, failureThreshold: seconds });
  const port = fc.oneof(fc.integer({ min: 1, max: 65535 }), ...(tcp.length ? [fc.constantFrom(...tcp)] : []));
  const check = fc.oneof(
    port.map((tcpPort) => ({ tcp: tcpPort })),
    port.map((grpc) => ({ grpc })),
    fc.record({ port, path: fc.constantFrom('/', '/a?b=c', '/ä'), scheme: fc.constantFrom('HTTP', 'HTTPS') }).map((http) => ({ http })),
    fc.array(fc.oneof(hostileText, fixed.map((text) => ({ format: text }))), { minLength: 1, maxLength: 3 }).map((exec) => ({ exec })),
  );
  return fc.tuple(check, timing).map(([a, b]) => ({ ...known, ...a, ...b })).map((probe) => Object.fromEntries(Object.entries(probe).filter(([key]) => !/^\d+$/.test(key))));
};

function workload(known: Known, portMap: object): Arbitrary<AnySpec> {
  const { shape } = known;
  const isStateful = shape === 'stateful';
  const hasPeers = fc.boolean().map((peers) => peers && shape !== 'balanced');
  return hasPeers.chain((peers) => {
    const pod = format(known, 'pod', peers).map((text) => ({ format: text }));
    const fixed = format(known, 'fixed', peers);
    const words = fc.array(fc.oneof(hostileText, pod), { maxLength: 3 });
    const volumeSource = fc.oneof(
      fc.constant({ emptyDir: true }),
      fc.record({ medium: fc.constantFrom('', 'Memory'), sizeLimit: memory }).map((emptyDir) => ({ emptyDir })),
      objectName.map((configMap) => ({ configMap })),
      fc.record({ secret: fc.oneof(objectName, fc.constant(true)), mode: fc.constantFrom<unknown>('0400', '440', 256, 0o644), keys: fc.constantFrom(['a'], ['b.c', '_']) }, { requiredKeys: ['secret'] }),
      objectName.map((claim) => ({ claim })),
      ...(isStateful ? [optional({ size: memory, storageClass: objectName, accessModes: fc.constantFrom(['ReadWriteOnce'], ['ReadWriteOncePod'], ['ReadWriteMany', 'ReadOnlyMany']) }, ['size'])] : []),
    );
    const volumes = fc
      .uniqueArray(fc.tuple(label(1, 10), path, volumeSource, optional({ readOnly: fc.boolean(), subPath: fc.constantFrom('a', 'a/b') })), { maxLength: 3, selector: ([name]) => name })
      .map((list) => list.filter(([name, at], i) => name !== 'files' && list.findIndex(([, other]) => other === at) === i))
      .map((list) => Object.fromEntries(list.map(([name, at, source, more]) => [name, { path: at, ...source, ...more }])));
    const peersOf = fc.record({ format: format(known, 'peer', false), env: fc.constant('PEERS'), separator: fc.constantFrom(',', ' ', '\n', ';$') }, { requiredKeys: ['format'] });
    const seeds = fc.integer({ min: 1, max: 4 }).map((count) => ({ env: 'SEEDS', name: 'seeds', format: '{host}', count }));
    const value = fc.oneof(
      hostileText,
      fc.integer(),
      fc.boolean(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      pod,
      fc.constantFrom('metadata.name', 'status.podIP', "metadata.labels['a/b']").map((field) => ({ field })),
      fc.constantFrom('limits.memory', 'requests.cpu').map((resource) => ({ resource })),
      fc.record({ secret: objectName, key: fc.constantFrom('a', 'a.b', '_'), optional: fc.boolean() }, { requiredKeys: ['secret', 'key'] }),
      fc.record({ configMap: objectName, key: fc.constantFrom('a', 'a.b') }),
      fc.constant({ secret: true, key: 'password' }),
    );
    const files = map(path.map((at) => `/f${at}`), fc.oneof(hostileText, hostileText.map((text) => ({ text })), fc.record({ format: fixed, executable: fc.boolean() })));
    const probes = optional({ readiness: fc.oneof(handler(known, fixed), fc.constant(false)), liveness: handler(known, fixed), startup: handler(known, fixed) });
    const securityContext = fc.oneof(
      fc.boolean(),
      optional({ runAsUser: fc.constantFrom(1, 1000, null), runAsGroup: fc.constantFrom(1000, null), fsGroup: fc.constantFrom(0, 5, null), runAsNonRoot: fc.constantFrom(false, null), readOnlyRootFilesystem: fc.boolean(), seccompProfile: fc.constantFrom(null, { type: 'Unconfined' }), capabilities: fc.constantFrom(null, { add: ['NET_BIND_SERVICE'] }), allowPrivilegeEscalation: fc.constantFrom(null, false), fsGroupChangePolicy: fc.constantFrom('Always', null), supplementalGroups: fc.constantFrom([1, 2]) }),
    );
    const portNames = known.ports;
    return optional<AnySpec>(
      {
        image: fc.constantFrom('a:1', 'registry.example.com:5000/a/b:1.2.3', `a@sha256:${'0'.repeat(64)}`),
        replicas: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 6 }) }, fc.integer({ min: 1, max: 40 })),
        command: words,
        args: words,
        ports: fc.constant(portMap),
        volumes,
        env: map(variable, value, 5),
        envFrom: fc.array(fc.oneof(fc.record({ secret: objectName }), fc.record({ configMap: objectName, prefix: fc.constant('A_') })), { maxLength: 2 }),
        ...(peers ? { peers: fc.oneof(peersOf, fc.tuple(peersOf, seeds).map((both) => [...both])) } : {}),
        files,
        probes,
        resources: fc.oneof(fc.boolean(), optional({ requests: map(fc.constantFrom('cpu', 'memory', 'ephemeral-storage'), quantity), limits: map(fc.constantFrom('memory', 'example.com/gpu'), quantity) })),
        securityContext,
        ...(shape === 'job'
          ? {}
          : {
              client: known.client ? fc.oneof(fc.constant(true), fc.constant([{ pods: 'first', suffix: 'x' }, { suffix: 'read' }]).map((list) => (isStateful ? list : list.slice(1))), optional({ ...(portNames.length ? { ports: fc.constant([portNames[0]]) } : {}), type: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'), name: fc.constant('other-client') })) : fc.constant(false),
              minReadySeconds: seconds,
            }),
        disruptionBudget: fc.oneof(fc.boolean(), countOrPercent.map((maxUnavailable) => ({ maxUnavailable })), countOrPercent.map((minAvailable) => ({ minAvailable, unhealthyPodEvictionPolicy: 'AlwaysAllow' }))),
        networkPolicy: fc.oneof(fc.boolean(), optional({ clients: fc.constantFrom<unknown>('any', { app: 'shop' }), clientNamespaces: fc.constantFrom({}, { 'kubernetes.io/metadata.name': 'shop' }), egress: fc.constantFrom('peers', 'any') })),
        publishNotReadyAddresses: peers || shape === 'job' ? fc.constant(true) : fc.boolean(),
        ...(isStateful ? { podManagement: peers ? fc.constant('Parallel') : fc.constantFrom('OrderedReady', 'Parallel'), startOrdinal: fc.nat(20), retention: optional({ whenDeleted: fc.constantFrom('Retain', 'Delete'), whenScaled: fc.constantFrom('Retain', 'Delete') }) } : {}),
        ...(isStateful ? { update: fc.oneof(fc.constant({ type: 'OnDelete' }), optional({ partition: fc.nat(5) })) } : {}),
        ...(shape === 'balanced' ? { update: fc.oneof(fc.constant({ type: 'Recreate' }), optional({ maxSurge: countOrPercent, maxUnavailable: countOrPercent })) } : {}),
        ...(shape === 'job'
          ? { rendezvous: fc.oneof(fc.boolean(), optional({ address: fc.constant('ADDRESS'), port: fc.constant('PORT'), size: fc.constant('SIZE'), rank: fc.constant('NUMBER') })), restartPolicy: fc.constantFrom('Never', 'OnFailure'), backoffLimit: fc.nat(10), activeDeadlineSeconds: seconds, ttlSecondsAfterFinished: fc.nat(100) }
          : {}),
        spread: fc.constantFrom('preferred', 'required', false),
        next: fc.array(fc.record({ what: hostileText, command: fixed.map((text) => ({ format: `{kubectl} ${text}` })), when: fc.constantFrom('before', 'running', 'ready') }, { requiredKeys: ['what'] }), { maxLength: 2 }),
        serviceAccount: objectName,
        terminationGracePeriodSeconds: fc.nat(600),
        container: fc.constantFrom({ imagePullPolicy: 'Always' }, { env: [{ name: 'PATCHED', value: 'yes' }] }, { resources: null }),
        podSpec: fc.constantFrom<AnySpec>({ priorityClassName: 'high' }, { tolerations: [{ operator: 'Exists' }], topologySpreadConstraints: null }, { initContainers: [{ name: 'init', image: 'a:1', command: ['true'] }] }),
        overrides: hostileText.map((text) => ({ Service: { metadata: { annotations: { 'example.com/note': text } } }, ...(isStateful ? { 'StatefulSet/{name}': { spec: { revisionHistoryLimit: 3 } } } : {}) })),
      },
      ['image', 'ports', ...(peers ? ['peers'] : []), ...(shape === 'job' || shape === 'balanced' ? [] : ['client'])],
    );
  });
}

const address4 = fc.tuple(fc.integer({ min: 1, max: 126 }), fc.nat(255), fc.nat(255), fc.nat(255)).map((parts) => parts.join('.'));
const address6 = fc.tuple(fc.integer({ min: 1, max: 0xffff }), fc.nat(0xffff)).map(([a, b]) => `2001:DB8:0:0:${a.toString(16)}::${b.toString(16)}`);
const address = fc.oneof(address4, address6);

const external: Arbitrary<AnySpec> = fc
  .record({ addresses: fc.uniqueArray(address, { maxLength: 3 }), hosts: map(label(1, 20), fc.oneof(address, fc.uniqueArray(address, { minLength: 1, maxLength: 3 }))) })
  .map(({ addresses, hosts }) => {
    const seen = new Set(addresses.map((a) => a.toLowerCase()));
    const fresh = (a: string) => !seen.has(a.toLowerCase()) && Boolean(seen.add(a.toLowerCase()));
    const kept = Object.entries(hosts).flatMap(([name, of]) => {
      const list = (Array.isArray(of) ? of : [of]).filter(fresh);
      return list.length ? [[name, Array.isArray(of) ? list : list[0]!] as const] : [];
    });
    return { addresses: [...addresses, ...(addresses.length || kept.length ? [] : ['192.0.2.1'])], hosts: Object.fromEntries(kept) };
  });

const domain = fc.constantFrom('cluster.local', 'k8s.example.com', 'a', 'cluster.internal');

/** Any spec that is right, with every field of the schema. */
export const validSpec: Arbitrary<AnySpec> = fc.constantFrom('stateful', 'balanced', 'external', 'job').chain((shape) =>
  fc.record({ name: fc.oneof(label(1, 12), label(shape === 'stateful' ? 50 : 53, shape === 'stateful' ? 52 : shape === 'job' ? 60 : 56)), ports, base: optional({ namespace: fc.oneof(label(1, 10), label(60, 63)), clusterDomain: domain, kubernetesVersion: fc.constantFrom('1.29', '1.33', '1.36', '1.37'), service: fc.oneof(label(1, 20), label(62, 63)), labels, selector: fc.constantFrom<Record<string, string>>({ app: 'x' }, { 'example.com/a': '', b: 'yes' }) }), client: fc.boolean() }).chain(({ name, ports: portMap, base, client }) => {
    const names = Object.keys(portMap);
    const tcp = names.filter((port) => typeof portMap[port] === 'number' || (portMap[port] as { protocol?: string }).protocol !== 'UDP');
    const known = { shape, ports: names, tcp, namespace: base.namespace !== undefined, client: client && names.length > 0 && (shape === 'stateful' || shape === 'balanced') };
    const own = shape === 'external' ? external.map((fields) => ({ ...fields, ports: portMap })) : workload(known, portMap);
    const { selector, ...rest } = base;
    return own.map((fields) => ({ shape, name, ...rest, ...(selector && shape !== 'external' ? { selector } : {}), ...(known.client ? { client: true } : {}), ...fields }));
  }),
);
