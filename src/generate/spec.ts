/** The short spec, as schemas/spec.schema.json has it. */
export interface Spec {
  readonly shape?: Shape;
  readonly name: string;
  readonly namespace?: string;
  readonly clusterDomain?: string;
  readonly kubernetesVersion?: string;
  readonly service?: string;
  readonly selector?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly image?: string;
  readonly replicas?: number;
  readonly command?: readonly Word[];
  readonly args?: readonly Word[];
  readonly ports?: Readonly<Record<string, number | PortSpec>>;
  readonly volumes?: Readonly<Record<string, VolumeSpec>>;
  readonly env?: Readonly<Record<string, Variable>>;
  readonly envFrom?: readonly SourceSpec[];
  readonly peers?: PeersSpec | readonly PeersSpec[];
  readonly files?: Readonly<Record<string, string | FileSpec>>;
  readonly probes?: { readonly [K in 'startup' | 'readiness' | 'liveness']?: ProbeSpec | boolean };
  readonly resources?: { readonly requests?: Quantities; readonly limits?: Quantities } | boolean;
  readonly securityContext?: Readonly<Record<string, unknown>> | boolean;
  readonly client?: ClientSpec | readonly ClientSpec[] | boolean;
  readonly disruptionBudget?: BudgetSpec | boolean;
  readonly networkPolicy?: PolicySpec | boolean;
  readonly publishNotReadyAddresses?: boolean;
  readonly podManagement?: 'OrderedReady' | 'Parallel';
  readonly startOrdinal?: number;
  readonly update?: UpdateSpec;
  readonly retention?: { readonly whenDeleted?: 'Retain' | 'Delete'; readonly whenScaled?: 'Retain' | 'Delete' };
  readonly minReadySeconds?: number;
  readonly spread?: 'preferred' | 'required' | false;
  readonly serviceAccount?: string;
  readonly terminationGracePeriodSeconds?: number;
  readonly container?: Patch;
  readonly podSpec?: Patch;
  readonly next?: readonly StepSpec[];
  readonly overrides?: Readonly<Record<string, Patch>>;
  readonly addresses?: readonly string[];
  readonly hosts?: Readonly<Record<string, string | readonly string[]>>;
  readonly rendezvous?: { readonly [K in 'address' | 'port' | 'size' | 'rank']?: string } | boolean;
  readonly restartPolicy?: 'Never' | 'OnFailure';
  readonly backoffLimit?: number;
  readonly activeDeadlineSeconds?: number;
  readonly ttlSecondsAfterFinished?: number;
}

/** What the Pods are to each other: of a StatefulSet, of a Deployment, outside of the cluster, of an Indexed Job. */
export type Shape = 'stateful' | 'balanced' | 'external' | 'job';

/** Text that is filled in, unlike plain text. */
export interface Format {
  readonly format: string;
}

export type Word = string | Format;

export interface PortSpec {
  readonly port: number;
  readonly protocol?: Protocol;
  readonly appProtocol?: string;
}

export type Protocol = 'TCP' | 'UDP' | 'SCTP';

export interface VolumeSpec {
  readonly path: string;
  readonly subPath?: string;
  readonly readOnly?: boolean;
  readonly size?: string | number;
  readonly storageClass?: string;
  readonly accessModes?: readonly string[];
  readonly emptyDir?: boolean | { readonly medium?: string; readonly sizeLimit?: string | number };
  readonly configMap?: string;
  readonly secret?: string | boolean;
  readonly mode?: number | string;
  readonly keys?: readonly string[];
  readonly claim?: string;
}

export type Variable = string | number | boolean | VariableSpec;

export interface VariableSpec {
  readonly format?: string;
  readonly field?: string;
  readonly resource?: string;
  readonly secret?: string | boolean;
  readonly configMap?: string;
  readonly key?: string;
  readonly optional?: boolean;
}

export interface SourceSpec {
  readonly secret?: string;
  readonly configMap?: string;
  readonly prefix?: string;
  readonly optional?: boolean;
}

export interface PeersSpec extends Format {
  readonly env?: string;
  readonly name?: string;
  readonly separator?: string;
  readonly count?: number;
}

export interface FileSpec {
  readonly text?: string;
  readonly format?: string;
  readonly executable?: boolean;
}

export interface ProbeSpec {
  readonly tcp?: number | string;
  readonly http?: { readonly port: number | string; readonly path?: string; readonly scheme?: 'HTTP' | 'HTTPS' };
  readonly grpc?: number | string;
  readonly exec?: readonly Word[];
  readonly initialDelaySeconds?: number;
  readonly periodSeconds?: number;
  readonly timeoutSeconds?: number;
  readonly successThreshold?: number;
  readonly failureThreshold?: number;
}

export type Quantities = Readonly<Record<string, string | number>>;

export interface ClientSpec {
  readonly name?: string;
  readonly suffix?: string;
  readonly pods?: 'all' | 'first';
  readonly ports?: readonly string[];
  readonly type?: 'ClusterIP' | 'NodePort' | 'LoadBalancer';
}

export interface StepSpec {
  readonly what: string;
  readonly command?: string | Format;
  readonly when?: 'before' | 'running' | 'ready';
}

export interface BudgetSpec {
  readonly maxUnavailable?: number | string;
  readonly minAvailable?: number | string;
  readonly unhealthyPodEvictionPolicy?: 'IfHealthyBudget' | 'AlwaysAllow';
}

export interface PolicySpec {
  readonly clients?: Readonly<Record<string, string>> | 'any';
  readonly clientNamespaces?: Readonly<Record<string, string>>;
  readonly egress?: 'peers' | 'any';
}

export interface UpdateSpec {
  readonly type?: 'RollingUpdate' | 'OnDelete' | 'Recreate';
  readonly partition?: number;
  readonly maxUnavailable?: number | string;
  readonly maxSurge?: number | string;
}

export type Patch = Readonly<Record<string, unknown>>;
