import { configSchemaUrl, configUrl } from '../version.ts';

/** What is known of a project before anybody says it. */
export interface Guesses {
  /** Where the schema is, if not on the web. */
  readonly schema: string | undefined;
  /** Kubernetes 1.`minor` is assumed where nobody names a version. */
  readonly minor: number;
  /** The cluster domain, where a configuration of the DNS or of the kubelet says it. */
  readonly domain?: { readonly name: string; readonly file: string };
  /** The only namespace that objects name, where others name none. */
  readonly namespace?: string;
}

/** A configuration to begin with: every key is there, and none says anything that is not known. */
export function configTemplate({ schema, minor, domain, namespace }: Guesses): string {
  const isSet = domain !== undefined && domain.name !== 'cluster.local';
  return `# yaml-language-server: $schema=${schema ?? configSchemaUrl}
# ${configUrl}

# Version of the cluster: fields and API versions are checked against it.
# kubernetesVersion: "1.${minor}"

# DNS domain of the cluster.${isSet ? ` ${domain.file} sets it.` : ''}
${isSet ? '' : '# '}clusterDomain: ${domain?.name ?? 'cluster.local'}

# Where objects land that name no namespace.
# defaultNamespace: ${namespace ?? 'default'}

# Files and folders to leave out, as globs. What .gitignore leaves out needs no entry.
ignore:
  # - vendor
  # - "**/testdata/**"

# Severity of rules: off, info, warning or error. headlint rules lists them.
rules:
  # unnamed-headless-port: off

# Other severities for some files, namespaces or kinds.
overrides:
  # - files: [examples]
  #   rules:
  #     unnamed-headless-port: off

# Services that are in the cluster though in no file: namespace/name, namespace/* or name.
knownServices:
  # - data/kafka

# Whether overlays are built: auto where kustomize or kubectl is installed, always or never.
# kustomize: auto

# What is deployed together, where folders and kustomizations do not tell.
units:
  # - apps/*
  # - [platform/services, platform/workloads]
`;
}
