/** The oldest minor that upstream supported at the release of this version of headlint. */
export const defaultMinor = 35;
/** The first and the last that headlint knows. */
export const oldestMinor = 29;
export const newestMinor = 37;

/** The minor of a target version such as `1.33`; undefined where headlint does not know it. */
export function parseKubernetesVersion(version: string): number | undefined {
  const minor = /^v?1\.(\d{1,3})(?:\.\d+)?$/.exec(version)?.[1];
  return minor !== undefined && Number(minor) >= oldestMinor && Number(minor) <= newestMinor ? Number(minor) : undefined;
}

/** The minor of the target, and the one that is assumed where nobody names a version. Throws `RangeError` where headlint does not know it. */
export function targetMinor(version: string | undefined): number {
  const minor = version === undefined ? defaultMinor : parseKubernetesVersion(version);
  if (minor === undefined) throw new RangeError(`Kubernetes version "${version}" is not known: 1.${oldestMinor} to 1.${newestMinor}`);
  return minor;
}
