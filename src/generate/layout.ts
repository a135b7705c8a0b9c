import { emit } from './emit.ts';
import type { Generated } from './generated.ts';

/** How manifests are laid out in files: all in one, one each, or one each with a kustomization.yaml. */
export type Layout = 'single' | 'files' | 'kustomize';

/** Every layout, the default first. */
export const layouts: readonly Layout[] = ['single', 'files', 'kustomize'];

/** The files of a layout, as names and texts. Empty where nothing was generated. */
export function layOut({ name, text, manifests }: Generated, layout: Layout): { readonly path: string; readonly text: string }[] {
  if (!manifests.length) return [];
  if (layout === 'single') return [{ path: `${name}.yaml`, text }];
  const files = manifests.map(({ file, text: manifest }) => ({ path: file, text: manifest }));
  if (layout === 'files') return files;
  const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: files.map(({ path }) => path) };
  return [{ path: 'kustomization.yaml', text: emit(kustomization, [], false) }, ...files];
}
