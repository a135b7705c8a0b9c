import { groupOf } from './kinds.ts';

/** Kinds whose controllers bring in objects from elsewhere, by API group: of a chart, a repository, a registry, a catalog. */
const installers: Readonly<Record<string, readonly string[]>> = {
  'argoproj.io': ['Application', 'ApplicationSet'],
  'helm.toolkit.fluxcd.io': ['HelmRelease'],
  'kustomize.toolkit.fluxcd.io': ['Kustomization'],
  'fluxcd.controlplane.io': ['FluxInstance', 'ResourceSet'],
  // The Helm operator of Flux 1.
  'helm.fluxcd.io': ['HelmRelease'],
  'flux.weave.works': ['HelmRelease'],
  // K3s and RKE2.
  'helm.cattle.io': ['HelmChart'],
  'k3s.cattle.io': ['Addon'],
  'fleet.cattle.io': ['Bundle', 'GitRepo', 'HelmOp'],
  'helm.crossplane.io': ['Release'],
  'kubernetes.crossplane.io': ['Object'],
  'configsync.gke.io': ['RootSync', 'RepoSync'],
  'gitops.kluctl.io': ['KluctlDeployment'],
  'kappctrl.k14s.io': ['App'],
  'packaging.carvel.dev': ['PackageInstall'],
  'core.oam.dev': ['Application'],
  // Of the Operator Lifecycle Manager.
  'operators.coreos.com': ['Subscription'],
  'olm.operatorframework.io': ['ClusterExtension'],
  'apps.open-cluster-management.io': ['Subscription'],
  'addons.cluster.x-k8s.io': ['ClusterResourceSet', 'HelmChartProxy'],
  'template.openshift.io': ['TemplateInstance'],
};

/** What these take it from: nothing comes of it by itself. */
const sources: Readonly<Record<string, readonly string[]>> = {
  'argoproj.io': ['AppProject'],
  'source.toolkit.fluxcd.io': ['GitRepository', 'OCIRepository', 'HelmRepository', 'HelmChart', 'Bucket', 'ExternalArtifact'],
  'helm.cattle.io': ['HelmChartConfig'],
  'fleet.cattle.io': ['GitRepoRestriction'],
  'packaging.carvel.dev': ['PackageRepository'],
  'operators.coreos.com': ['CatalogSource', 'OperatorGroup'],
  'apps.open-cluster-management.io': ['Channel'],
};

/** True for an object that has a controller install others, which are nowhere in the input. */
export function isInstaller(apiVersion: string, kind: string): boolean {
  return has(installers, apiVersion, kind);
}

/** True for an object that only says where installers find what they install. */
export function isSource(apiVersion: string, kind: string): boolean {
  return has(sources, apiVersion, kind);
}

function has(kinds: Readonly<Record<string, readonly string[]>>, apiVersion: string, kind: string): boolean {
  const group = groupOf(apiVersion);
  return Object.hasOwn(kinds, group) && kinds[group]!.includes(kind);
}
