import { asList, asMap, asStrings, type Fields } from './resource.ts';

export type Labels = Readonly<Record<string, string>>;

interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

/** A `LabelSelector` (apimachinery meta/v1): an absent one selects nothing, an empty one everything. */
export class LabelSelector {
  readonly matchLabels: Labels;
  readonly matchExpressions: readonly Requirement[];

  constructor(selector: Fields) {
    this.matchLabels = asStrings(selector['matchLabels']);
    this.matchExpressions = asList(selector['matchExpressions']).flatMap((item) => {
      const { key, operator, values } = asMap(item) ?? {};
      if (typeof key !== 'string' || typeof operator !== 'string') return [];
      return [{ key, operator, values: asList(values).filter((v): v is string => typeof v === 'string') }];
    });
  }

  get isEmpty(): boolean {
    return Object.keys(this.matchLabels).length === 0 && this.matchExpressions.length === 0;
  }

  matches(labels: Labels): boolean {
    return this.mismatch(labels) === undefined;
  }

  /** The first key that keeps the labels from matching. */
  mismatch(labels: Labels): string | undefined {
    for (const [key, value] of Object.entries(this.matchLabels)) if (labels[key] !== value) return key;
    return this.matchExpressions.find((requirement) => !holds(requirement, labels))?.key;
  }
}

/** k8s.io/apimachinery pkg/labels/selector.go `Requirement.Matches`. */
function holds({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return true;
  }
}

export function formatLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}
