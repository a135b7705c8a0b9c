/** The oldest minor that upstream supported at the release of this version of headlint. */
export const defaultMinor = 35;
export const oldestMinor = 29;
export const newestMinor = 37;

/** The minor of a target version such as `1.33`; undefined where headlint does not know it. */
export function parseKubernetesVersion(version: string): number | undefined {
  const minor = /^v?1\.(\d{1,3})(?:\.\d+)?$/.exec(version)?.[1];
  return minor !== undefined && Number(minor) >= oldestMinor && Number(minor) <= newestMinor ? Number(minor) : undefined;
}
