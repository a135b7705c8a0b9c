/**
 * What `kubernetes-types` 1.30 does not tell: the fields that came with other versions, and what
 * the API server checks beyond the type of a field.
 *
 * A type is a scalar (`string`, `integer`, `boolean`, `quantity`, `int-or-string`, `time`, `base64`,
 * `any`) or the name of a definition, with `[]` in front for a list and `{}` for a map by string.
 */
export type FieldType = string;

export const oldestMinor = 29;
export const newestMinor = 37;

export type Addition = {since: number; type?: FieldType};

/** Fields newer than 1.29. Those without a type are in `kubernetes-types` already. */
export const additions: Record<string, Record<string, Addition>> = {
  ClusterTrustBundleProjection: {user: {since: 37, type: 'integer'}},
  ConfigMapVolumeSource: {defaultUser: {since: 37, type: 'integer'}},
  Container: {restartPolicyRules: {since: 34, type: '[]ContainerRestartRule'}},
  DownwardAPIVolumeFile: {user: {since: 37, type: 'integer'}},
  DownwardAPIVolumeSource: {defaultUser: {since: 37, type: 'integer'}},
  EmptyDirVolumeSource: {mode: {since: 37, type: 'integer'}},
  EndpointHints: {forNodes: {since: 33, type: '[]ForNode'}},
  EnvVarSource: {fileKeyRef: {since: 34, type: 'FileKeySelector'}},
  EphemeralContainer: {restartPolicyRules: {since: 34, type: '[]ContainerRestartRule'}},
  GRPCAction: {mode: {since: 37, type: 'string'}},
  HPAScalingRules: {tolerance: {since: 33, type: 'quantity'}},
  HTTPGetAction: {protocol: {since: 37, type: 'string'}},
  JobSpec: {
    managedBy: {since: 30},
    scheduling: {since: 37, type: 'JobSchedulingConfiguration'},
    successPolicy: {since: 30},
  },
  KeyToPath: {user: {since: 37, type: 'integer'}},
  Lifecycle: {stopSignal: {since: 33, type: 'string'}},
  PodCertificateProjection: {
    user: {since: 37, type: 'integer'},
    userAnnotations: {since: 35, type: '{}string'},
  },
  PodResourceClaim: {
    resourceClaimName: {since: 31, type: 'string'},
    resourceClaimTemplateName: {since: 31, type: 'string'},
  },
  PodSecurityContext: {
    appArmorProfile: {since: 30},
    seLinuxChangePolicy: {since: 32, type: 'string'},
    supplementalGroupsPolicy: {since: 31, type: 'string'},
  },
  PodSpec: {
    evictionResponders: {since: 37, type: '[]EvictionResponder'},
    hostnameOverride: {since: 34, type: 'string'},
    resources: {since: 32, type: 'ResourceRequirements'},
    schedulingGroup: {since: 36, type: 'PodSchedulingGroup'},
  },
  ProjectedVolumeSource: {defaultUser: {since: 37, type: 'integer'}},
  ResourceClaim: {request: {since: 31, type: 'string'}},
  SecretVolumeSource: {defaultUser: {since: 37, type: 'integer'}},
  SecurityContext: {appArmorProfile: {since: 30}},
  ServiceAccountTokenProjection: {user: {since: 37, type: 'integer'}},
  ServiceSpec: {trafficDistribution: {since: 30}},
  Volume: {image: {since: 31, type: 'ImageVolumeSource'}},
  VolumeMount: {
    bindMountOptions: {since: 37, type: '[]string'},
    recursiveReadOnly: {since: 30},
  },
  VolumeProjection: {podCertificate: {since: 34, type: 'PodCertificateProjection'}},
};

/** Definitions that came after 1.30, with the fields they came with. */
export const newDefinitions: Record<string, Record<string, FieldType>> = {
  ContainerRestartRule: {action: 'string', exitCodes: 'ContainerRestartRuleOnExitCodes'},
  ContainerRestartRuleOnExitCodes: {operator: 'string', values: '[]integer'},
  EvictionResponder: {name: 'string', priority: 'integer'},
  FileKeySelector: {key: 'string', optional: 'boolean', path: 'string', volumeName: 'string'},
  ForNode: {name: 'string'},
  ImageVolumeSource: {pullPolicy: 'string', reference: 'string'},
  JobSchedulingConfiguration: {
    disruptionMode: 'WorkloadPodGroupDisruptionMode',
    resourceClaims: '[]WorkloadPodGroupResourceClaim',
    schedulingConstraints: 'WorkloadPodGroupSchedulingConstraints',
    schedulingPolicy: 'WorkloadPodGroupSchedulingPolicy',
  },
  PodCertificateProjection: {
    certificateChainPath: 'string',
    credentialBundlePath: 'string',
    keyPath: 'string',
    keyType: 'string',
    maxExpirationSeconds: 'integer',
    signerName: 'string',
  },
  PodSchedulingGroup: {podGroupName: 'string'},
  TopologyConstraint: {key: 'string'},
  WorkloadPodGroupAllDisruptionMode: {},
  WorkloadPodGroupBasicSchedulingPolicy: {},
  WorkloadPodGroupDisruptionMode: {
    all: 'WorkloadPodGroupAllDisruptionMode',
    single: 'WorkloadPodGroupSingleDisruptionMode',
  },
  WorkloadPodGroupGangSchedulingPolicy: {minCount: 'integer'},
  WorkloadPodGroupResourceClaim: {
    name: 'string',
    resourceClaimName: 'string',
    resourceClaimTemplateName: 'string',
  },
  WorkloadPodGroupSchedulingConstraints: {topology: '[]TopologyConstraint'},
  WorkloadPodGroupSchedulingPolicy: {
    basic: 'WorkloadPodGroupBasicSchedulingPolicy',
    gang: 'WorkloadPodGroupGangSchedulingPolicy',
  },
  WorkloadPodGroupSingleDisruptionMode: {},
};

/** Fields that 1.30 had and 1.37 has no more. */
export const removals: Record<string, readonly string[]> = {
  PodResourceClaim: ['source'],
};

/** Fields whose text the API server decodes from base64. */
export const base64Fields: Record<string, readonly string[]> = {
  ConfigMap: ['binaryData'],
  Secret: ['data'],
};

/** Fields without which, or with null in which, every version rejects the object. */
export const required: Record<string, readonly string[]> = {
  ConfigMapKeySelector: ['key'],
  Container: ['name'],
  ContainerPort: ['containerPort'],
  CronJob: ['spec'],
  CronJobSpec: ['jobTemplate', 'schedule'],
  CSIVolumeSource: ['driver'],
  CrossVersionObjectReference: ['kind', 'name'],
  DaemonSet: ['spec'],
  DaemonSetSpec: ['selector', 'template'],
  Deployment: ['spec'],
  DeploymentSpec: ['selector', 'template'],
  DiscoveryEndpoint: ['addresses'],
  EndpointAddress: ['ip'],
  EndpointPort: ['port'],
  EndpointSlice: ['addressType'],
  EnvVar: ['name'],
  EphemeralContainer: ['name'],
  GRPCAction: ['port'],
  HTTPGetAction: ['port'],
  HTTPHeader: ['name'],
  HTTPIngressPath: ['backend', 'pathType'],
  HTTPIngressRuleValue: ['paths'],
  HorizontalPodAutoscaler: ['spec'],
  HorizontalPodAutoscalerSpec: ['maxReplicas', 'scaleTargetRef'],
  HostAlias: ['ip'],
  HostPathVolumeSource: ['path'],
  IPBlock: ['cidr'],
  IngressServiceBackend: ['name'],
  Job: ['spec'],
  JobSpec: ['template'],
  JobTemplateSpec: ['spec'],
  KeyToPath: ['key', 'path'],
  LabelSelectorRequirement: ['key', 'operator'],
  MetricSpec: ['type'],
  NFSVolumeSource: ['path', 'server'],
  NodeSelector: ['nodeSelectorTerms'],
  NodeSelectorRequirement: ['key', 'operator'],
  ObjectFieldSelector: ['fieldPath'],
  PersistentVolumeClaimVolumeSource: ['claimName'],
  Pod: ['spec'],
  PodAffinityTerm: ['topologyKey'],
  PodSpec: ['containers'],
  PodTemplateSpec: ['spec'],
  PreferredSchedulingTerm: ['weight'],
  ReplicaSet: ['spec'],
  ReplicaSetSpec: ['selector', 'template'],
  ReplicationController: ['spec'],
  ReplicationControllerSpec: ['template'],
  ResourceFieldSelector: ['resource'],
  SecretKeySelector: ['key'],
  ServicePort: ['port'],
  StatefulSet: ['spec'],
  StatefulSetSpec: ['selector', 'template'],
  Sysctl: ['name'],
  TCPSocketAction: ['port'],
  TopologySpreadConstraint: ['maxSkew', 'topologyKey', 'whenUnsatisfiable'],
  Volume: ['name'],
  VolumeDevice: ['devicePath', 'name'],
  VolumeMount: ['mountPath', 'name'],
  WeightedPodAffinityTerm: ['podAffinityTerm', 'weight'],
};

/** `blank`: the empty string stands for the default. `items`: the values are those of a list. */
export type ClosedSet = {values: readonly string[]; blank?: true; items?: true};

const family: ClosedSet = {values: ['IPv4', 'IPv6'], items: true};
const honor: ClosedSet = {values: ['Honor', 'Ignore']};
const protocol: ClosedSet = {values: ['SCTP', 'TCP', 'UDP'], blank: true};
const pullPolicy: ClosedSet = {values: ['Always', 'IfNotPresent', 'Never'], blank: true};
const retention: ClosedSet = {values: ['Delete', 'Retain'], blank: true};
const terminationMessagePolicy: ClosedSet = {values: ['FallbackToLogsOnError', 'File'], blank: true};

export const closedSets: Record<string, Record<string, ClosedSet>> = {
  Container: {imagePullPolicy: pullPolicy, terminationMessagePolicy},
  ContainerPort: {protocol},
  CronJobSpec: {concurrencyPolicy: {values: ['Allow', 'Forbid', 'Replace'], blank: true}},
  DaemonSetUpdateStrategy: {type: {values: ['OnDelete', 'RollingUpdate'], blank: true}},
  DeploymentStrategy: {type: {values: ['Recreate', 'RollingUpdate'], blank: true}},
  DiscoveryEndpointPort: {protocol: {values: protocol.values}},
  EndpointPort: {protocol},
  EndpointSlice: {addressType: {values: ['FQDN', 'IPv4', 'IPv6']}},
  EphemeralContainer: {imagePullPolicy: pullPolicy, terminationMessagePolicy},
  HTTPGetAction: {scheme: {values: ['HTTP', 'HTTPS'], blank: true}},
  HTTPIngressPath: {pathType: {values: ['Exact', 'ImplementationSpecific', 'Prefix']}},
  JobSpec: {
    completionMode: {values: ['Indexed', 'NonIndexed']},
    podReplacementPolicy: {values: ['Failed', 'TerminatingOrFailed']},
  },
  LabelSelectorRequirement: {operator: {values: ['DoesNotExist', 'Exists', 'In', 'NotIn']}},
  NetworkPolicyPort: {protocol: {values: protocol.values}},
  NetworkPolicySpec: {policyTypes: {values: ['Egress', 'Ingress'], items: true}},
  NodeSelectorRequirement: {
    operator: {values: ['DoesNotExist', 'Exists', 'Gt', 'In', 'Lt', 'NotIn']},
  },
  PersistentVolumeClaimSpec: {
    accessModes: {
      values: ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'],
      items: true,
    },
    volumeMode: {values: ['Block', 'Filesystem']},
  },
  PodSpec: {
    dnsPolicy: {values: ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'], blank: true},
    restartPolicy: {values: ['Always', 'Never', 'OnFailure'], blank: true},
  },
  ServicePort: {protocol},
  ServiceSpec: {
    externalTrafficPolicy: {values: ['Cluster', 'Local'], blank: true},
    internalTrafficPolicy: {values: ['Cluster', 'Local']},
    ipFamilies: family,
    ipFamilyPolicy: {values: ['PreferDualStack', 'RequireDualStack', 'SingleStack']},
    sessionAffinity: {values: ['ClientIP', 'None'], blank: true},
    trafficDistribution: {values: ['PreferClose', 'PreferSameNode', 'PreferSameZone']},
    type: {values: ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'], blank: true},
  },
  StatefulSetPersistentVolumeClaimRetentionPolicy: {whenDeleted: retention, whenScaled: retention},
  StatefulSetSpec: {podManagementPolicy: {values: ['OrderedReady', 'Parallel'], blank: true}},
  StatefulSetUpdateStrategy: {type: {values: ['OnDelete', 'RollingUpdate'], blank: true}},
  TopologySpreadConstraint: {
    nodeAffinityPolicy: honor,
    nodeTaintsPolicy: honor,
    whenUnsatisfiable: {values: ['DoNotSchedule', 'ScheduleAnyway']},
  },
};

export type Range = {minimum: number; maximum?: number};

const port: Range = {minimum: 1, maximum: 65535};
const portOrDefault: Range = {minimum: 0, maximum: 65535};
const count: Range = {minimum: 0};

export const ranges: Record<string, Record<string, Range>> = {
  ContainerPort: {containerPort: port, hostPort: portOrDefault},
  DaemonSetSpec: {minReadySeconds: count, revisionHistoryLimit: count},
  DeploymentSpec: {minReadySeconds: count, replicas: count, revisionHistoryLimit: count},
  EndpointPort: {port},
  GRPCAction: {port},
  HTTPGetAction: {port},
  JobSpec: {backoffLimit: count, completions: count, parallelism: count},
  NetworkPolicyPort: {endPort: port, port},
  Probe: {
    failureThreshold: count,
    initialDelaySeconds: count,
    periodSeconds: count,
    successThreshold: count,
    timeoutSeconds: count,
  },
  ReplicaSetSpec: {minReadySeconds: count, replicas: count},
  ReplicationControllerSpec: {minReadySeconds: count, replicas: count},
  RollingUpdateStatefulSetStrategy: {partition: count},
  ServiceBackendPort: {number: portOrDefault},
  ServicePort: {nodePort: portOrDefault, port, targetPort: portOrDefault},
  StatefulSetOrdinals: {start: count},
  StatefulSetSpec: {minReadySeconds: count, replicas: count},
  TCPSocketAction: {port},
};
