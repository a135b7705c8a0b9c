import type { FieldPath } from '../diagnostic.ts';
import { asMap, fieldAt } from '../model/resource.ts';

/** What items of a list are told apart by, in the order of trust (patchMergeKey tags of the API types). */
const identities = ['name', 'containerPort', 'port', 'mountPath', 'devicePath', 'topologyKey', 'ip', 'key'] as const;

/**
 * The path in one version of an object of what has a path in another: the same keys, and the item that is called the
 * same. Ends where the other has nothing of the kind.
 */
export function counterpart(path: FieldPath, from: unknown, to: unknown): FieldPath {
  const found: (string | number)[] = [];
  let [a, b] = [from, to];
  for (const step of path) {
    const other = typeof step === 'number' && Array.isArray(a) && Array.isArray(b) ? indexOf(a[step], step, a, b) : step;
    if (other === undefined || (b !== undefined && fieldAt(b, [other]) === undefined)) return found;
    found.push(other);
    a = fieldAt(a, [step]);
    b = fieldAt(b, [other]);
  }
  return found;
}

function indexOf(item: unknown, index: number, { length }: readonly unknown[], items: readonly unknown[]): number | undefined {
  const map = asMap(item);
  if (!map) {
    const same = items.indexOf(item);
    return same >= 0 ? same : undefined;
  }
  const keys = identities.filter((name) => map[name] !== undefined);
  for (const key of keys) {
    const shared = items.map((each) => (asMap(each)?.[key] === map[key] ? sharedLeaves(each, item) : 0));
    const most = Math.max(0, ...shared);
    if (most) return shared.indexOf(most);
  }
  // One that has lost its name, or got another.
  return (keys.length ? length === items.length : index < items.length) ? index : undefined;
}

/** How many scalars two values have in common. */
export function sharedLeaves(a: unknown, b: unknown): number {
  if (a === null || typeof a !== 'object') return a === b ? 1 : 0;
  return Object.keys(a).reduce((sum, key) => sum + (b !== null && typeof b === 'object' ? sharedLeaves(fieldAt(a, [key]), fieldAt(b, [key])) : 0), 0);
}
