import {test} from 'uvu';
import * as assert from 'uvu/assert';
import fc from 'fast-check';
import {parse} from 'yaml';
import {isKnownType, knownTypes, violations, type Violation} from '../src/schema/violations.ts';

type Manifest = {apiVersion: string; kind: string};

const check = (text: string, minor = 37): Violation[] => {
  const manifest = parse(text) as Manifest;
  return violations(manifest, manifest, minor);
};

const summary = (text: string, minor = 37): string[] =>
  check(text, minor)
    .map(({path, on, problem}) => `${path.join('.')} ${on} ${problem}`)
    .sort();

const only = (text: string, minor = 37): Violation => {
  const found = check(text, minor);
  assert.is(found.length, 1, JSON.stringify(found));
  return found[0] as Violation;
};

const service = (spec: string): string =>
  `{apiVersion: v1, kind: Service, metadata: {name: db}, spec: ${spec}}`;

const pod = (spec: string): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: db}, spec: ${spec}}`;

const container = (fields: string): string => pod(`{containers: [{name: db, ${fields}}]}`);

const statefulSet = (spec: string): string => `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec: {selector: {matchLabels: {app: db}}, template: {spec: {containers: [{name: db}]}}, ${spec}}
`;

const podTemplate = `
    metadata:
      creationTimestamp: null
      labels: {app: db}
      annotations: {prometheus.io/port: "9187"}
    spec:
      automountServiceAccountToken: false
      dnsConfig: {nameservers: [10.0.0.10], options: [{name: ndots, value: "2"}], searches: [db.svc]}
      enableServiceLinks: false
      hostAliases: [{ip: 127.0.0.1, hostnames: [db.local]}]
      imagePullSecrets: [{name: registry}]
      nodeSelector: {disk: ssd}
      priorityClassName: high
      securityContext: {fsGroup: 999, fsGroupChangePolicy: OnRootMismatch, seccompProfile: {type: RuntimeDefault}, sysctls: [{name: net.core.somaxconn, value: "1024"}]}
      serviceAccountName: db
      setHostnameAsFQDN: true
      terminationGracePeriodSeconds: 120
      tolerations: [{key: dedicated, operator: Equal, value: db, effect: NoSchedule, tolerationSeconds: 30}]
      topologySpreadConstraints:
      - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: db}}, matchLabelKeys: [pod-template-hash], minDomains: 3, nodeAffinityPolicy: Honor}
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: arch, operator: In, values: [arm64]}]}]}
          preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {matchExpressions: [{key: cores, operator: Gt, values: ["8"]}]}}]
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchExpressions: [{key: app, operator: In, values: [db]}]}}]
          preferredDuringSchedulingIgnoredDuringExecution: [{weight: 50, podAffinityTerm: {topologyKey: zone, namespaces: [a], namespaceSelector: {}}}]
      initContainers:
      - {name: init, image: "busybox:1", command: [sh, -c, "chown 999 /data"], volumeMounts: [{name: data, mountPath: /data}]}
      - {name: logs, image: "fluent:1", restartPolicy: Always, startupProbe: {exec: {command: [/ready]}, failureThreshold: 30}}
      containers:
      - name: db
        image: postgres:17
        imagePullPolicy: IfNotPresent
        args: []
        stdin: true
        ports: [{name: sql, containerPort: 5432, protocol: TCP}, {containerPort: 9187, hostPort: 9187, hostIP: 0.0.0.0}]
        env:
        - {name: PLAIN, value: "1"}
        - {name: EMPTY, value: ""}
        - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name, apiVersion: v1}}}
        - {name: CPUS, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1m, containerName: db}}}
        - {name: SECRET, valueFrom: {secretKeyRef: {name: db, key: password, optional: false}}}
        - {name: CONFIG, valueFrom: {configMapKeyRef: {name: db, key: mode}}}
        envFrom: [{prefix: X_, configMapRef: {name: db}}, {secretRef: {name: db, optional: true}}]
        resources: {requests: {cpu: 0.5, memory: 1Gi, hugepages-2Mi: 1e3}, limits: {cpu: 1500m, memory: "2147483648"}, claims: [{name: gpu}]}
        livenessProbe: {httpGet: {path: /healthz, port: sql, scheme: HTTPS, httpHeaders: [{name: X, value: "1"}]}, initialDelaySeconds: 10, terminationGracePeriodSeconds: 5}
        readinessProbe: {grpc: {port: 9000, service: db}, periodSeconds: 5, successThreshold: 1, timeoutSeconds: 2}
        startupProbe: {tcpSocket: {port: 5432}}
        lifecycle: {preStop: {sleep: {seconds: 5}}, postStart: {exec: {command: [sh]}}}
        securityContext: {capabilities: {drop: [ALL]}, runAsNonRoot: true, runAsUser: 999, seLinuxOptions: {level: s0}, windowsOptions: {hostProcess: false}}
        volumeDevices: [{name: raw, devicePath: /dev/x}]
        volumeMounts: [{name: data, mountPath: /data, subPathExpr: $(POD_NAME), readOnly: false, mountPropagation: None}]
        terminationMessagePolicy: FallbackToLogsOnError
        resizePolicy: [{resourceName: cpu, restartPolicy: NotRequired}]
      volumes:
      - {name: scratch, emptyDir: {medium: Memory, sizeLimit: 64Mi}}
      - {name: nothing, emptyDir: {}}
      - {name: config, configMap: {name: db, defaultMode: 0644, items: [{key: a, path: b, mode: 256}], optional: true}}
      - {name: secret, secret: {secretName: db}}
      - {name: host, hostPath: {path: /var/log, type: ""}}
      - {name: claim, persistentVolumeClaim: {claimName: db, readOnly: true}}
      - {name: nfs, nfs: {server: nfs, path: /}}
      - {name: csi, csi: {driver: secrets-store, volumeAttributes: {class: db}}}
      - {name: all, projected: {sources: [{serviceAccountToken: {path: token, expirationSeconds: 3600, audience: db}}, {downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}, {configMap: {name: db}}]}}
      - {name: short, ephemeral: {volumeClaimTemplate: {metadata: {labels: {a: b}}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}}
`;

const selector = '{matchLabels: {app: db}, matchExpressions: [{key: tier, operator: Exists}]}';

const good: Record<string, string> = {
  'v1/Service': `
spec:
  type: ClusterIP
  clusterIP: None
  clusterIPs: [None]
  ipFamilies: [IPv4, IPv6]
  ipFamilyPolicy: PreferDualStack
  internalTrafficPolicy: Cluster
  publishNotReadyAddresses: true
  sessionAffinity: ClientIP
  sessionAffinityConfig: {clientIP: {timeoutSeconds: 100}}
  trafficDistribution: PreferClose
  selector: {app: db}
  ports: [{name: sql, port: 5432, targetPort: sql, protocol: TCP, appProtocol: kubernetes.io/h2c}, {name: any, port: 1, targetPort: 0, nodePort: 0}]
status: {loadBalancer: {}}`,
  'v1/Pod': podTemplate.replace(/^ {4}/gm, '').replace(/^metadata:[^]*?(?=^spec)/m, ''),
  'v1/ReplicationController': `
spec:
  replicas: 0
  selector: {app: db}
  template:${podTemplate}`,
  'v1/Endpoints': `
subsets:
- addresses: [{ip: 10.0.0.1, hostname: db-0, nodeName: a, targetRef: {kind: Pod, name: db-0}}]
  notReadyAddresses: [{ip: 10.0.0.2}]
  ports: [{name: sql, port: 5432, protocol: TCP}]`,
  'v1/ConfigMap': `
data: {a: "1", b: ""}
binaryData: {c: "AAEC", d: "AAE=\\n"}
immutable: true`,
  'v1/Secret': `
type: Opaque
data: {a: cGFzcw==, b: "", c: "cGFz\\ncw==\\n"}
stringData: {c: plain text}`,
  'apps/v1/StatefulSet': `
spec:
  serviceName: db
  replicas: 3
  podManagementPolicy: Parallel
  minReadySeconds: 5
  revisionHistoryLimit: 3
  ordinals: {start: 1}
  persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete, whenScaled: Retain}
  updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 0, maxUnavailable: 10%}}
  selector: ${selector}
  volumeClaimTemplates:
  - apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: data, creationTimestamp: null}
    spec: {accessModes: [ReadWriteOncePod], volumeMode: Filesystem, storageClassName: "", resources: {requests: {storage: 10Gi}}, dataSource: {kind: VolumeSnapshot, name: s, apiGroup: snapshot.storage.k8s.io}}
    status: {phase: Pending}
  template:${podTemplate}`,
  'apps/v1/Deployment': `
spec:
  replicas: 3.0
  paused: false
  progressDeadlineSeconds: 600
  strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 25%}}
  selector: ${selector}
  template:${podTemplate}`,
  'apps/v1/ReplicaSet': `
spec:
  replicas: 1
  selector: ${selector}
  template:${podTemplate}`,
  'apps/v1/DaemonSet': `
spec:
  updateStrategy: {type: OnDelete}
  selector: ${selector}
  template:${podTemplate}`,
  'batch/v1/Job': `
spec:
  completionMode: Indexed
  completions: 3
  parallelism: 3
  backoffLimitPerIndex: 1
  suspend: false
  podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {containerName: db, operator: In, values: [1]}, onPodConditions: []}]}
  successPolicy: {rules: [{succeededIndexes: "0"}]}
  podReplacementPolicy: Failed
  template:${podTemplate}`,
  'batch/v1/CronJob': `
spec:
  schedule: "0 * * * *"
  timeZone: Etc/UTC
  concurrencyPolicy: Forbid
  successfulJobsHistoryLimit: 0
  jobTemplate: {metadata: {labels: {a: b}}, spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}}}`,
  'discovery.k8s.io/v1/EndpointSlice': `
addressType: IPv4
endpoints: [{addresses: [10.0.0.1], conditions: {ready: true, serving: true, terminating: false}, hostname: db-0, zone: a, hints: {forZones: [{name: a}]}, deprecatedTopology: {a: b}}]
ports: [{name: "", port: null, protocol: TCP, appProtocol: http}]`,
  'networking.k8s.io/v1/Ingress': `
spec:
  ingressClassName: nginx
  defaultBackend: {service: {name: db, port: {number: 80}}}
  tls: [{hosts: [a.example], secretName: tls}]
  rules: [{host: a.example, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: db, port: {name: http}}}}, {pathType: Exact, path: /x, backend: {resource: {kind: Bucket, name: b}}}]}}]`,
  'networking.k8s.io/v1/NetworkPolicy': `
spec:
  podSelector: {}
  policyTypes: [Ingress, Egress]
  ingress: [{from: [{podSelector: {matchLabels: {a: b}}, namespaceSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], ports: [{protocol: TCP, port: http, endPort: 90}]}]
  egress: [{}]`,
  'policy/v1/PodDisruptionBudget': `
spec: {minAvailable: 50%, selector: ${selector}, unhealthyPodEvictionPolicy: AlwaysAllow}`,
  'autoscaling/v2/HorizontalPodAutoscaler': `
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: db}
  minReplicas: 2
  maxReplicas: 5
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}, {type: Pods, pods: {metric: {name: rps, selector: {matchLabels: {a: b}}}, target: {type: AverageValue, averageValue: 1k}}}]
  behavior: {scaleDown: {stabilizationWindowSeconds: 300, selectPolicy: Max, policies: [{type: Percent, value: 10, periodSeconds: 60}]}}`,
};

const goodManifest = (type: string): string => {
  const slash = type.lastIndexOf('/');
  return `
apiVersion: ${type.slice(0, slash)}
kind: ${type.slice(slash + 1)}
metadata:
  name: db
  namespace: data
  labels: {app: db}
  annotations: {a: "true"}
  creationTimestamp: "2026-01-31T12:00:00Z"
  finalizers: [a/b]
  generation: 1
  ownerReferences: [{apiVersion: v1, kind: Pod, name: a, uid: b, controller: true, blockOwnerDeletion: true}]
  managedFields: [{manager: kubectl, operation: Update, apiVersion: v1, time: "2026-01-31T12:00:00.5+02:00", fieldsType: FieldsV1, fieldsV1: {f:spec: {}}}]
${good[type]}`;
};

test('the known types are those with an example', () => {
  assert.equal(
    knownTypes.map(({apiVersion, kind}) => `${apiVersion}/${kind}`).sort(),
    Object.keys(good).sort(),
  );
  for (const type of knownTypes) assert.ok(isKnownType(type));
  assert.not(isKnownType({apiVersion: 'v1', kind: 'StatefulSet'}));
  assert.not(isKnownType({apiVersion: 'apps/v1beta1', kind: 'StatefulSet'}));
});

for (const type of Object.keys(good)) {
  test(`a good ${type} has no violation`, () => {
    assert.equal(check(goodManifest(type)), []);
  });
}

test('an object of an unknown type has no violations', () => {
  assert.equal(check('{apiVersion: example.com/v1, kind: Db, spec: {replicas: "3"}}'), []);
});

test('null stands for nothing wherever nothing may stand', () => {
  assert.equal(summary(service('{ports: null, selector: null, clusterIP: null, type: null}')), []);
  assert.equal(summary('{apiVersion: v1, kind: Service, metadata: null, spec: null, status: null}'), []);
  assert.equal(summary(container('env: null, args: [null], resources: {limits: {cpu: null}}')), []);
  assert.equal(summary('{apiVersion: v1, kind: ConfigMap, data: {a: null}}'), []);
});

test('null is as bad as nothing where something must stand', () => {
  const violation = only('{apiVersion: v1, kind: Pod, spec: {containers: null}}');
  assert.equal(violation, {
    path: ['spec', 'containers'],
    on: 'value',
    problem: 'missing-field',
    field: 'containers',
    expected: 'list of objects',
    actual: 'null',
  });
  assert.equal(summary('{apiVersion: v1, kind: Pod, spec: null}'), ['spec value missing-field']);
});

test('a wrong type is told in plain words', () => {
  const wrong = (text: string): string => {
    const {expected, actual, problem, on} = only(text);
    assert.equal([problem, on], ['wrong-type', 'value']);
    return `${expected} <- ${actual}`;
  };
  assert.is(wrong(statefulSet('replicas: "3"')), 'integer <- string');
  assert.is(wrong(statefulSet('replicas: 1.5')), 'integer <- number');
  assert.is(wrong(statefulSet('serviceName: [db]')), 'string <- list');
  assert.is(wrong(statefulSet('volumeClaimTemplates: {metadata: {}}')), 'list of objects <- object');
  assert.is(wrong(statefulSet('updateStrategy: RollingUpdate')), 'object <- string');
  assert.is(wrong(service('{publishNotReadyAddresses: "true"}')), 'boolean <- string');
  assert.is(wrong(service('{selector: [app]}')), 'object (map of strings) <- list');
  assert.is(wrong(service('{ports: [{port: 80, targetPort: true}]}')), 'integer or string <- boolean');
  assert.is(wrong(container('args: [1]')), 'string <- integer');
  assert.is(wrong(container('args: x')), 'list of strings <- string');
  assert.is(wrong(container('env: [{name: PORT, value: 8080}]')), 'string <- integer');
  assert.is(
    wrong(container('resources: {limits: {memory: 512MB}}')),
    'quantity, such as 500m or 1Gi <- "512MB"',
  );
  assert.is(wrong(container('resources: {limits: {cpu: true}}')), 'quantity, such as 500m or 1Gi <- boolean');
  assert.is(wrong(container('resources: {limits: 1}')), 'object (map of quantities) <- integer');
  assert.is(
    wrong('{apiVersion: v1, kind: Service, metadata: {creationTimestamp: today}}'),
    'time, such as 2026-01-31T12:00:00Z <- "today"',
  );
});

test('a secret value is not shown', () => {
  const violation = only('{apiVersion: v1, kind: Secret, data: {password: not base64!}}');
  assert.equal([violation.expected, violation.actual], ['base64 text', 'string']);
});

test('base64 text is as Go decodes it', () => {
  const secret = (value: string): number =>
    check(`{apiVersion: v1, kind: Secret, data: {a: ${JSON.stringify(value)}}}`).length;
  for (const text of ['', 'YQ==', 'YWI=', 'YWJj', 'YQ=\n=\n', '\r\nYWJj\nYWJj']) assert.is(secret(text), 0, text);
  for (const text of ['YQ', 'YQ=', 'YW=I', 'Y Q==', 'YWJj=', '====']) assert.is(secret(text), 1, text);
  assert.is(secret('QUFB'.repeat(300_000)), 0);
  assert.is(secret(`${'QUFB'.repeat(300_000)}!`), 1);
});

test('a wrong type at an object does not list its children', () => {
  assert.equal(summary(pod('[{containers: 1}]')), ['spec value wrong-type']);
  assert.equal(summary(statefulSet('podManagementPolicy: 3')), [
    'spec.podManagementPolicy value wrong-type',
  ]);
  assert.equal(summary('{apiVersion: v1, kind: Pod, metadata: [], spec: {containers: [x]}}'), [
    'metadata value wrong-type',
    'spec.containers.0 value wrong-type',
  ]);
  assert.equal(violations({apiVersion: 'v1', kind: 'Pod'}, 7, 37).length, 1);
});

test('each wrong value of a map has a violation of its own', () => {
  const text = '{apiVersion: v1, kind: ConfigMap, data: {a: 1, b: true, c/d: [], "e~f": {}, "0": 1.5, g: ok}}';
  const found = check(text);
  assert.equal(
    found.map(({path, field, actual}) => [path, field, actual]),
    [
      [['data', '0'], '0', 'number'],
      [['data', 'a'], 'a', 'integer'],
      [['data', 'b'], 'b', 'boolean'],
      [['data', 'c/d'], 'c/d', 'list'],
      [['data', 'e~f'], 'e~f', 'object'],
    ],
  );
});

test('a missing field is told at the object that lacks it', () => {
  assert.equal(summary(service('{ports: [{name: sql}]}')), ['spec.ports.0 value missing-field']);
  assert.equal(only(service('{ports: [{name: sql}]}')), {
    path: ['spec', 'ports', 0],
    on: 'value',
    problem: 'missing-field',
    field: 'port',
    expected: 'integer',
  });
  const missing = check('{apiVersion: apps/v1, kind: StatefulSet, spec: {}}');
  assert.equal(
    missing.map(({path, on, field}) => [path, on, field]),
    [
      [['spec'], 'key', 'selector'],
      [['spec'], 'key', 'template'],
    ],
  );
  assert.equal(summary('{apiVersion: v1, kind: Pod}'), [' value missing-field']);
});

test('a StatefulSet needs no serviceName, a pod template no labels, a container no image', () => {
  assert.equal(summary(statefulSet('replicas: 1')), []);
});

test('an unsupported value comes with the supported ones', () => {
  assert.equal(only(statefulSet('podManagementPolicy: parallel')), {
    path: ['spec', 'podManagementPolicy'],
    on: 'value',
    problem: 'unsupported-value',
    field: 'podManagementPolicy',
    expected: 'OrderedReady or Parallel',
    actual: '"parallel"',
    suggestion: {text: 'did you mean "Parallel"?', replaceValue: 'Parallel'},
  });
  assert.is(only(service('{type: Headless}')).expected, 'ClusterIP, ExternalName, LoadBalancer or NodePort');
  assert.is(only(service('{ports: [{port: 80, protocol: HTTP}]}')).suggestion, undefined);
  assert.is(only(service('{type: NodePrt}')).suggestion?.replaceValue, 'NodePort');
  assert.equal(only(service('{ipFamilies: [IPv4, ipv6]}')).path, ['spec', 'ipFamilies', 1]);
});

test('the empty string stands for a default only where the server sets one', () => {
  assert.equal(summary(service('{type: "", sessionAffinity: ""}')), []);
  assert.equal(summary(service('{ipFamilyPolicy: ""}')), ['spec.ipFamilyPolicy value unsupported-value']);
});

test('numbers have to be in range', () => {
  const range = (text: string): string => {
    const {problem, expected, actual} = only(text);
    assert.is(problem, 'out-of-range');
    return `${expected} <- ${actual}`;
  };
  assert.is(range(service('{ports: [{port: 70000}]}')), '65535 or less <- 70000');
  assert.is(range(service('{ports: [{port: 0}]}')), '1 or more <- 0');
  assert.is(range(service('{ports: [{port: 80, targetPort: 65536}]}')), '65535 or less <- 65536');
  assert.is(range(statefulSet('replicas: -1')), '0 or more <- -1');
  assert.is(range(statefulSet('ordinals: {start: -1}')), '0 or more <- -1');
  assert.is(range(container('ports: [{containerPort: 0}]')), '1 or more <- 0');
  assert.equal(summary(service('{ports: [{port: 80, targetPort: 0}]}')), []);
  assert.equal(
    summary('{apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, addressType: IPv4, ports: [{port: 99999}]}'),
    [],
  );
});

test('a field newer than the target is told with the version that brought it', () => {
  const newer = (text: string, minor: number): string[] =>
    check(text, minor).map(({path, on, problem, since}) => `${path.join('.')} ${on} ${problem} ${since}`);
  const distribution = service('{trafficDistribution: PreferClose}');
  assert.equal(newer(distribution, 29), ['spec.trafficDistribution key newer-field 30']);
  assert.equal(newer(distribution, 30), []);
  const stop = container('lifecycle: {stopSignal: SIGUSR1}');
  assert.equal(newer(stop, 30), ['spec.containers.0.lifecycle.stopSignal key newer-field 33']);
  assert.equal(newer(stop, 33), []);
  const rules = container('restartPolicyRules: [{action: Restart, exitCodes: {operator: In, values: [42]}}]');
  assert.equal(newer(rules, 33), ['spec.containers.0.restartPolicyRules key newer-field 34']);
  assert.equal(newer(rules, 37), []);
  const mode = pod('{containers: [{name: a}], volumes: [{name: b, emptyDir: {mode: 448}}]}');
  assert.equal(newer(mode, 36), ['spec.volumes.0.emptyDir.mode key newer-field 37']);
  assert.equal(newer(mode, 37), []);
  assert.equal(newer(service('{trafficDistribution: null}'), 29).length, 1);
});

test('a newer field is checked like any other', () => {
  assert.equal(summary(service('{trafficDistribution: 3}'), 29), [
    'spec.trafficDistribution key newer-field',
    'spec.trafficDistribution value wrong-type',
  ]);
});

const suggested = (text: string): Violation['suggestion'] => {
  const {problem, on, suggestion} = only(text);
  assert.equal([problem, on], ['unknown-field', 'key']);
  return suggestion;
};

test('an unknown field is compared with those of its object', () => {
  const key = (text: string): string | undefined => suggested(text)?.replaceKey;
  assert.equal(suggested(statefulSet('servicename: db')), {
    text: 'did you mean "serviceName"?',
    replaceKey: 'serviceName',
  });
  assert.is(key(service('{publishNotReadyAddress: true}')), 'publishNotReadyAddresses');
  assert.is(key(service('{publishNotReadyEndpoints: true}')), 'publishNotReadyAddresses');
  assert.is(key(service('{clusterIp: None}')), 'clusterIP');
  assert.is(key(service('{ipFamily: IPv6}')), 'ipFamilies');
  assert.is(key(service('{selecotr: {app: db}}')), 'selector');
  assert.is(key(statefulSet('volumeClaimTemplate: []')), 'volumeClaimTemplates');
  assert.is(key(statefulSet('strategy: {type: OnDelete}')), 'updateStrategy');
  assert.is(key(container('enviroment: []')), undefined);
  assert.is(
    key('{apiVersion: apps/v1, kind: ReplicaSet, spec: {selector: {matchlabels: {a: b}}, template: {spec: {containers: [{name: a}]}}}}'),
    'matchLabels',
  );
});

test('a name that is taken is not suggested as a replacement', () => {
  const suggestion = suggested(service('{type: ClusterIP, Type: NodePort}'));
  assert.equal(suggestion, {text: '"type" is there already'});
});

test('an unknown field may belong to another object', () => {
  const place = (text: string): unknown => suggested(text)?.belongsAt;
  assert.equal(suggested(container('hostNetwork: true')), {
    text: '"hostNetwork" belongs in spec',
    belongsAt: ['spec'],
  });
  assert.equal(
    place('{apiVersion: v1, kind: Service, metadata: {name: a, clusterIP: None}, spec: {ports: [{port: 80}]}}'),
    ['spec'],
  );
  assert.equal(
    place('{apiVersion: v1, kind: Service, metadata: {name: a}, publishNotReadyAddresses: true}'),
    ['spec'],
  );
  assert.equal(
    place('{apiVersion: apps/v1, kind: StatefulSet, spec: {selector: {}, template: {metadata: {}, spec: {containers: [{name: a, hostNetwork: true}]}}}}'),
    ['spec', 'template', 'spec'],
  );
  assert.equal(place(container('resources: {memory: 1Gi}')), ['spec', 'containers', 0, 'resources', 'requests']);
  assert.equal(place('{apiVersion: v1, kind: Pod, containers: [], spec: {containers: [{name: a}]}}'), undefined);
  assert.is(
    suggested('{apiVersion: v1, kind: Pod, containers: [], spec: {containers: [{name: a}]}}')?.text,
    '"containers" belongs in spec, which has one already',
  );
});

test('containers directly in the spec of a StatefulSet belong in the spec of its template', () => {
  const text = '{apiVersion: apps/v1, kind: StatefulSet, spec: {selector: {}, containers: [{name: a}], template: {spec: {}}}}';
  const unknown = check(text).find(({problem}) => problem === 'unknown-field');
  assert.equal(unknown?.suggestion?.belongsAt, ['spec', 'template', 'spec']);
});

test('a selector of the old form belongs in matchLabels', () => {
  const text = '{apiVersion: apps/v1, kind: ReplicaSet, spec: {selector: {app: db}, template: {spec: {containers: [{name: a}]}}}}';
  assert.equal(suggested(text)?.belongsAt, ['spec', 'selector', 'matchLabels']);
});

test('a field of list entries is told without a place', () => {
  assert.equal(suggested(service('{ports: [], targetPort: 80}')), {
    text: '"targetPort" belongs in the entries of spec.ports',
  });
  assert.equal(suggested(pod('{containers: [{name: a}], image: b}')), {
    text: '"image" belongs in the entries of spec.containers',
  });
});

test('what another API version had is told with its successor', () => {
  const text = '{apiVersion: networking.k8s.io/v1, kind: Ingress, spec: {rules: [{http: {paths: [{pathType: Exact, backend: {serviceName: db}}]}}]}}';
  assert.is(suggested(text)?.text, '"service.name" has replaced it');
});

test('a field like nothing has no suggestion', () => {
  assert.is(suggested(service('{zzz: 1}')), undefined);
  assert.is(suggested('{apiVersion: v1, kind: ConfigMap, $patch: delete}'), undefined);
});

test('names that every object inherits are unknown like others', () => {
  assert.equal(summary(service('{constructor: 1, toString: 2}')), [
    'spec.constructor key unknown-field',
    'spec.toString key unknown-field',
  ]);
});

test('violations never throws', () => {
  const names = ['spec', 'metadata', 'template', 'containers', 'ports', 'port', 'selector', 'labels', 'env', 'data', '', 'a/b~c', '__proto__', 'constructor'];
  const {tree} = fc.letrec((tie) => ({
    tree: fc.oneof(
      {depthSize: 'medium', withCrossShrink: true},
      fc.constantFrom(null, true, 1, -1, 1.5, '', 'None', Number.NaN),
      fc.array(tie('tree'), {maxLength: 3}),
      fc.dictionary(fc.oneof(fc.constantFrom(...names), fc.string()), tie('tree'), {maxKeys: 5}),
    ),
  }));
  fc.assert(
    fc.property(
      fc.constantFrom(...knownTypes),
      fc.oneof(tree, fc.jsonValue(), fc.dictionary(fc.constantFrom(...names), tree)),
      fc.integer({min: 20, max: 40}),
      (type, value, minor) => {
        for (const {path, problem} of violations(type, value, minor)) {
          assert.ok(Array.isArray(path));
          assert.ok(problem);
        }
      },
    ),
    {numRuns: 1000},
  );
});

test('a mutation of a good object is told at its place', () => {
  const places = (value: unknown, path: (string | number)[] = []): (string | number)[][] => {
    if (typeof value !== 'object' || value === null) return [path];
    const below = Object.entries(value).flatMap(([key, item]) =>
      places(item, [...path, Array.isArray(value) ? Number(key) : key]),
    );
    return path.length > 0 ? [path, ...below] : below;
  };
  const free = /^(status|metadata\.managedFields\.\d+\.fieldsV1)\b|\.status\b/;
  for (const type of knownTypes) {
    const manifest: unknown = parse(goodManifest(`${type.apiVersion}/${type.kind}`));
    for (const path of places(manifest)) {
      if (free.test(path.join('.')) || path.length === 1) continue;
      const value = structuredClone(manifest) as Record<string, unknown>;
      const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], value);
      const key = path.at(-1) as string;
      const was = (parent as Record<string, unknown>)[key];
      const isObject = typeof was === 'object' && was !== null && !Array.isArray(was);
      (parent as Record<string, unknown>)[key] = isObject ? [] : {};
      const found = violations(type, value, 37);
      assert.equal(
        found.map((violation) => [violation.path, violation.problem]),
        [[path, 'wrong-type']],
        `${type.kind} ${path.join('.')}`,
      );
    }
  }
});

test.run();
