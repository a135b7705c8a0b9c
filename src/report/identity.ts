import type { Diagnostic } from '../diagnostic.ts';

/**
 * What makes each finding the same one in the next run, while lines move: rule, file, object and field, and its number
 * among those that have all of these in common. No two findings of a list share one.
 */
export function identities(diagnostics: readonly Diagnostic[]): string[] {
  const seen = new Map<string, number>();
  return diagnostics.map(({ rule, file, object, path }) => {
    const key = JSON.stringify([rule, file, object?.apiVersion, object?.kind, object?.namespace, object?.name, path]);
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return `${key}${ordinal}`;
  });
}

/** The 64 bits of FNV-1a over UTF-16 code units, in hexadecimal. */
export function hash(text: string): string {
  let state = 0xcbf29ce484222325n;
  for (let i = 0; i < text.length; i += 1) state = BigInt.asUintN(64, (state ^ BigInt(text.charCodeAt(i))) * 0x100000001b3n);
  return state.toString(16).padStart(16, '0');
}

/** Their hashes, which are as distinct as they are. */
export function fingerprints(diagnostics: readonly Diagnostic[]): string[] {
  const taken = new Set<string>();
  return identities(diagnostics).map((identity) => {
    let fingerprint = hash(identity);
    while (taken.has(fingerprint)) fingerprint = hash(fingerprint);
    taken.add(fingerprint);
    return fingerprint;
  });
}
