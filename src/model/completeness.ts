import { isSource } from '../installers.ts';
import { groupOf, isBuiltInGroup } from '../kinds.ts';
import type { Manifests, Source } from '../parse/manifests.ts';
import { directoryOf } from './folders.ts';
import type { Kustomizations } from './kustomizations.ts';
import type { Resource } from './resource.ts';
import { Workload } from './workload.ts';

/** Custom kinds of monitoring: they make no Pods and no Services. */
const inert = /^(?:ServiceMonitor|PodMonitor|PrometheusRule|Probe|ScrapeConfig)$/;

/** Where the input is known to lack something, so that absence proves nothing there. */
export class Completeness {
  readonly #kustomizations: Kustomizations;
  /** Why the input lacks something, by folder, and by the folders above. */
  readonly #reasons = new Map<string, string>();
  readonly #reasonsBelow = new Map<string, string>();
  /** Folders with custom resources: an operator's work orders, for which it makes Pods and Services. */
  readonly #operated = new Set<string>();

  constructor(manifests: readonly Manifests[], resources: readonly Resource[], installers: readonly { readonly kind: string; readonly source: Source }[], kustomizations: Kustomizations, unbuilt: readonly { readonly file: string; readonly reason: string }[]) {
    this.#kustomizations = kustomizations;
    for (const { file, reason } of unbuilt) this.#note(file, reason);
    for (const { kind, source } of installers) this.#note(source.path, `${kind} in ${source.shown} installs objects that are not in the input`);
    for (const { skipped, broken, unread } of manifests) {
      for (const { source, reason } of skipped) this.#note(source.path, `${source.shown} was skipped (${reason})`);
      for (const { source } of broken) this.#note(source.path, `${source.shown} has a syntax error`);
      for (const { apiVersion, kind, source } of unread) if (isOperated(apiVersion, kind)) this.#operated.add(directoryOf(source.path));
    }
    for (const resource of resources) if (!(resource instanceof Workload) && isOperated(resource.apiVersion, resource.kind)) this.#operated.add(directoryOf(resource.file));
  }

  #note(file: string, reason: string): void {
    let folder = directoryOf(file);
    this.#reasons.set(folder, reason);
    for (; folder; folder = directoryOf(folder)) this.#reasonsBelow.set(directoryOf(folder), reason);
  }

  /** Why the input around an object may lack what it refers to; undefined where it seems whole. */
  reason(resource: Resource): string | undefined {
    const missing = this.#kustomizations.missing(resource.file);
    if (missing) return `a kustomization refers to ${missing}, which is not in the input`;
    const folder = directoryOf(resource.file);
    return this.#reasons.get(folder) ?? this.#reasons.get(directoryOf(folder)) ?? this.#reasonsBelow.get(folder);
  }

  operated(resource: Resource): boolean {
    return this.#operated.has(directoryOf(resource.file));
  }
}

function isOperated(apiVersion: string, kind: string): boolean {
  return !isBuiltInGroup(groupOf(apiVersion)) && !isSource(apiVersion, kind) && !inert.test(kind);
}
