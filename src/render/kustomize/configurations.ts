import type { FieldPath } from '../../diagnostic.ts';
import { asList, fieldAt } from '../../model/resource.ts';
import { Source } from '../../parse/manifests.ts';
import { readObjects, type SourceObject } from '../sources.ts';

/** A transformer or a generator as a kustomization lists it: in a file, or as a text of its own. */
export interface Configuration {
  readonly object: SourceObject;
  /** Where the text stands in the kustomization. */
  readonly inline: { readonly owner: SourceObject; readonly at: FieldPath } | undefined;
}

/** The configurations of a kind and a name among the objects of a file, or within a kustomization. */
export function configurationsIn(objects: readonly SourceObject[], kind: string, name: string): Configuration[] {
  const isIt = ({ value }: SourceObject) => value['kind'] === kind && fieldAt(value, ['metadata', 'name']) === name;
  return [...objects.map((object): Configuration => ({ object, inline: undefined })), ...objects.flatMap(inlineIn)].filter(({ object }) => isIt(object));
}

function inlineIn(owner: SourceObject): Configuration[] {
  return ['transformers', 'generators'].flatMap((field) =>
    asList(owner.value[field]).flatMap((text, i): Configuration[] => {
      if (typeof text !== 'string' || !text.includes('\n')) return [];
      const { objects } = readObjects(new Source({ path: owner.document.source.path, text }));
      return objects.map((object) => ({ object, inline: { owner, at: [field, i] } }));
    }),
  );
}
