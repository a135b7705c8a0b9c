import { asList, asMap, asStrings, type Fields } from './resource.ts';

/** Strings that lists of a kustomization have. */
export function entries(fields: Fields, ...names: string[]): string[] {
  return names.flatMap((name) => asList(fields[name]).filter((entry): entry is string => typeof entry === 'string'));
}

/** Labels that it adds to selectors or to templates. */
export function addedLabels(fields: Fields): Record<string, string> {
  const labels = { ...asStrings(fields['commonLabels']) };
  for (const item of asList(fields['labels'])) {
    const entry = asMap(item);
    if (entry?.['includeSelectors'] === true || entry?.['includeTemplates'] === true) Object.assign(labels, asStrings(entry['pairs']));
  }
  return labels;
}

/** What inline patches name as their target. */
export function patchedNames(fields: Fields): string[] {
  const names: string[] = [];
  for (const field of ['patches', 'patchesJson6902', 'patchesStrategicMerge']) {
    for (const item of asList(fields[field])) {
      const name = asMap(asMap(item)?.['target'])?.['name'];
      if (typeof name === 'string') names.push(name);
      const patch = typeof item === 'string' ? item : asMap(item)?.['patch'];
      if (typeof patch === 'string') for (const [, inline] of patch.matchAll(/^ *name: *["']?([\w.-]+)/gm)) names.push(inline!);
    }
  }
  return names;
}

/** The kinds of targets that are not one name: without a name, or with a pattern (kustomize anchors it). */
export function patchedKinds(fields: Fields): string[] {
  return ['patches', 'patchesJson6902'].flatMap((field) =>
    asList(fields[field]).flatMap((item) => {
      const target = asMap(asMap(item)?.['target']);
      const name = target?.['name'];
      if (!target || (typeof name === 'string' && /^[\w.-]*\w$/.test(name))) return [];
      return [typeof target['kind'] === 'string' ? target['kind'] : '*'];
    }),
  );
}

/** Files that it applies as patches. */
export function patchPaths(fields: Fields): string[] {
  const paths = entries(fields, 'patchesStrategicMerge');
  for (const name of ['patches', 'patchesJson6902']) {
    for (const patch of asList(fields[name])) {
      const path = asMap(patch)?.['path'];
      if (typeof path === 'string') paths.push(path);
    }
  }
  return paths;
}
