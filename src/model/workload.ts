import type { FieldPath } from '../diagnostic.ts';
import type { ManifestDocument } from '../parse/manifests.ts';
import { asList, asMap, asStrings, fieldAt, Resource, type Fields, type Place } from './resource.ts';
import { LabelSelector, type Labels } from './selector.ts';

export interface ContainerPort {
  readonly name: string | undefined;
  readonly number: number;
  readonly protocol: string;
  readonly hostPort: number | undefined;
  /** Of the port within the object. */
  readonly path: FieldPath;
}

export interface Container {
  readonly name: string;
  readonly fields: Fields;
  readonly path: FieldPath;
  /** An init container; with `restartPolicy: Always` it is a sidecar that runs along. */
  readonly init: boolean;
  readonly ports: readonly ContainerPort[];
}

/** An object that makes Pods, or a Pod. */
export class Workload extends Resource {
  /** Of the Pod template, or empty for a Pod. */
  readonly templatePath: FieldPath;
  readonly template: Fields;
  readonly podSpec: Fields;
  /** With what kustomizations add to them. */
  readonly podLabels: Labels;
  #containers: readonly Container[] | undefined;

  constructor(
    document: ManifestDocument,
    value: Fields,
    prefix: FieldPath,
    apiVersion: string,
    kind: string,
    defaultNamespace: string,
    templatePath: FieldPath,
    addedLabels: Labels = {},
  ) {
    super(document, value, prefix, apiVersion, kind, defaultNamespace);
    this.templatePath = templatePath;
    this.template = asMap(fieldAt(value, templatePath)) ?? {};
    this.podSpec = asMap(this.template['spec']) ?? {};
    // Without a prototype: a label may be called `constructor`.
    this.podLabels = Object.assign(Object.create(null) as Record<string, string>, addedLabels, asStrings(fieldAt(this.template, ['metadata', 'labels'])));
  }

  /** True for kinds of Kubernetes itself: what the API server checks of a Pod template, it checks of these. */
  get isBuiltIn(): boolean {
    return !this.group.includes('.');
  }

  /** True where Pods are made of the template as it stands; other controllers add names, variables and containers to it. */
  get isPlain(): boolean {
    return this.isBuiltIn || /^(?:Rollout|CloneSet|DeploymentConfig)$/.test(this.kind);
  }

  /** Run by `helm test` alone, when somebody asks for it (helm.sh/docs/topics/chart_tests). */
  get isTest(): boolean {
    return /(?:^|,)\s*test(?:-success|-failure)?\s*(?:,|$)/.test(this.annotation('helm.sh/hook') ?? '');
  }

  /** True for a live Pod that has ended or is about to, and for a live Job that has: Services lead to none of theirs again. */
  get isOver(): boolean {
    if (!this.isLive) return false;
    if (this.kind === 'Job') return this.list('status', 'conditions').map(asMap).some((condition) => (condition?.['type'] === 'Complete' || condition?.['type'] === 'Failed') && condition['status'] === 'True');
    if (this.kind !== 'Pod') return false;
    const phase = this.string('status', 'phase');
    return phase === 'Succeeded' || phase === 'Failed' || this.has('metadata', 'deletionTimestamp');
  }

  get isStatefulSet(): boolean {
    return this.kind === 'StatefulSet' && this.group === 'apps';
  }

  /** Null counts as absent, as everywhere in the API. Default 1 (apps/v1 defaults.go), for a DaemonSet unknown. */
  get replicas(): number | undefined {
    switch (this.kind) {
      case 'Pod':
        return 1;
      case 'DaemonSet':
        return undefined;
      case 'Job':
        return this.number('spec', 'completions') ?? this.number('spec', 'parallelism') ?? 1;
      default:
        return this.number('spec', 'replicas') ?? 1;
    }
  }

  /** The ordinal of a StatefulSet's first Pod (KEP-3335, GA in 1.31). */
  get firstOrdinal(): number {
    return this.number('spec', 'ordinals', 'start') ?? 0;
  }

  get serviceName(): string | undefined {
    return this.string('spec', 'serviceName') || undefined;
  }

  get hostNetwork(): boolean {
    return this.podSpec['hostNetwork'] === true;
  }

  get isIndexedJob(): boolean {
    const job: FieldPath = this.kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec'] : ['spec'];
    return (this.kind === 'Job' || this.kind === 'CronJob') && this.string(...job, 'completionMode') === 'Indexed';
  }

  /** What the endpoints of this workload's Pods take for hostname: the controller's or the template's. */
  get hostname(): string | undefined {
    return this.podString('hostname') || undefined;
  }

  /** A StatefulSet's controller overwrites the template's with `serviceName` (stateful_set_utils.go initIdentity). */
  get subdomain(): string | undefined {
    return this.isStatefulSet ? this.serviceName : this.podString('subdomain') || undefined;
  }

  /** Where it is written, or would be. */
  get subdomainAt(): Place {
    return this.isStatefulSet ? this.at('spec', 'serviceName') : this.podAt('subdomain');
  }

  get selector(): LabelSelector | undefined {
    const selector = this.map('spec', 'selector');
    if (!selector) return undefined;
    // A ReplicationController selects as a Service does: by a flat map.
    return new LabelSelector(this.kind === 'ReplicationController' ? { matchLabels: selector } : selector);
  }

  /** What comes of a Pod that the API server does not take: of a StatefulSet it looks at the template from 1.34 on. */
  refusal(minor: number): string {
    const later = !this.isBuiltIn || (this.isStatefulSet && minor < 34);
    return later ? `The ${this.kind} is accepted, but its Pods are refused (FailedCreate).` : `The API server refuses the ${this.kind}.`;
  }

  podString(...path: FieldPath): string | undefined {
    const value = fieldAt(this.podSpec, path);
    return typeof value === 'string' ? value : undefined;
  }

  podHas(...path: FieldPath): boolean {
    return fieldAt(this.podSpec, path) !== undefined;
  }

  podAt(...path: FieldPath): Place {
    return this.at(...this.templatePath, 'spec', ...path);
  }

  podKeyAt(...path: FieldPath): Place {
    return this.keyAt(...this.templatePath, 'spec', ...path);
  }

  podLabelAt(key: string): Place {
    return this.at(...this.templatePath, 'metadata', 'labels', key);
  }

  /** In the order in which the endpoint controllers look for named ports: containers first, then init containers. */
  get containers(): readonly Container[] {
    return (this.#containers ??= [...this.#list('containers'), ...this.#list('initContainers')]);
  }

  #list(field: 'containers' | 'initContainers'): Container[] {
    return asList(this.podSpec[field]).flatMap((item, i) => {
      const fields = asMap(item);
      if (!fields) return [];
      const path = [...this.templatePath, 'spec', field, i];
      const name = typeof fields['name'] === 'string' ? fields['name'] : '';
      return [{ name, fields, path, init: field === 'initContainers', ports: ports(fields, path) }];
    });
  }

  /**
   * Finds a named port as the endpoint controllers do (k8s.io/kubernetes pkg/api/v1/pod FindPort): same name and same
   * protocol, the first container in order; sidecar init containers count from 1.32 on.
   */
  findPort(name: string, protocol: string, minor: number): ContainerPort | undefined {
    return this.servingPorts(minor).find((port) => port.name === name && port.protocol === protocol);
  }

  /** True where a port has the name but no number, which is a finding of its own. */
  hasUnreadablePort(name: string): boolean {
    return this.containers.some((container) => asList(container.fields['ports']).some((port) => asMap(port)?.['name'] === name && typeof asMap(port)?.['containerPort'] !== 'number'));
  }

  /** The declared ports of the containers that run while the Pod does. */
  servingPorts(minor: number): readonly ContainerPort[] {
    return this.containers.filter((c) => !c.init || (minor >= 32 && c.fields['restartPolicy'] === 'Always')).flatMap((c) => c.ports);
  }

  /**
   * The keys of a Service selector that keep it from selecting this workload's Pods, the empty list where it does
   * select them. Labels that controllers add to Pods count.
   */
  mismatch(selector: Labels): string[] {
    return Object.entries(selector)
      .filter(([key, value]) => (Object.hasOwn(this.podLabels, key) ? this.podLabels[key] !== value : !this.hasUnreadLabel(key) && !this.#controllerGives(key, value)))
      .map(([key]) => key);
  }

  /** True where the Pods' label is there, but is no text: that is a finding of its own. */
  hasUnreadLabel(key: string): boolean {
    const value = fieldAt(this.template, ['metadata', 'labels', key]);
    return value !== undefined && value !== null && typeof value !== 'string';
  }

  #controllerGives(key: string, value: string): boolean {
    // Copied from the node (admission PodTopologyLabels, on from 1.35).
    if (key === 'topology.kubernetes.io/zone' || key === 'topology.kubernetes.io/region') return true;
    switch (this.kind) {
      case 'Pod':
      case 'ReplicationController':
      case 'ReplicaSet':
        return false;
      case 'Deployment':
        return key === 'pod-template-hash';
      case 'DaemonSet':
        return key === 'controller-revision-hash' || key === 'pod-template-generation';
      case 'Job':
      case 'CronJob':
        if (key === 'job-name' || key === 'batch.kubernetes.io/job-name') return this.kind === 'Job' ? value === this.name : value.startsWith(`${this.name}-`);
        if (key === 'controller-uid' || key === 'batch.kubernetes.io/controller-uid') return true;
        return key === 'batch.kubernetes.io/job-completion-index' && /^\d+$/.test(value);
      case 'StatefulSet':
        if (key === 'statefulset.kubernetes.io/pod-name') return value.startsWith(`${this.name}-`) && /^\d+$/.test(value.slice(this.name.length + 1));
        if (key === 'apps.kubernetes.io/pod-index') return /^\d+$/.test(value);
        return key === 'controller-revision-hash';
      default:
        // A controller of a custom kind adds what it likes under names of its own.
        return key.includes('/') || key.endsWith('-hash');
    }
  }
}

function ports(container: Fields, path: FieldPath): ContainerPort[] {
  return asList(container['ports']).flatMap((item, i) => {
    const port = asMap(item);
    const number = port?.['containerPort'];
    if (!port || typeof number !== 'number') return [];
    const { name, protocol, hostPort } = port;
    return [
      {
        name: typeof name === 'string' && name ? name : undefined,
        number,
        protocol: typeof protocol === 'string' && protocol ? protocol : 'TCP',
        hostPort: typeof hostPort === 'number' ? hostPort : undefined,
        path: [...path, 'ports', i],
      },
    ];
  });
}
