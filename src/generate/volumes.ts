import type { ConfigMap, PersistentVolumeClaim, Volume, VolumeMount } from 'kubernetes-types/core/v1.js';
import { formatFixed } from './format.ts';
import type { VolumeSpec } from './spec.ts';
import { metadataOf, secretOf, type Terms } from './terms.ts';
import { because, from, type Draft } from './traced.ts';

export interface Volumes {
  readonly mounts: Draft<VolumeMount>[];
  readonly volumes: Draft<Volume>[];
  readonly claims: Draft<PersistentVolumeClaim>[];
}

/** The volume that holds the files. */
export const filesVolume = 'files';

export function volumesOf(terms: Terms): Volumes {
  const found: Volumes = { mounts: [], volumes: [], claims: [] };
  for (const [name, volume] of Object.entries(terms.spec.volumes ?? {})) {
    const path = ['volumes', name];
    found.mounts.push(from(path, { name, mountPath: volume.path, subPath: volume.subPath, readOnly: volume.readOnly }));
    if (volume.size !== undefined) found.claims.push(from(path, claimOf(name, volume)));
    else found.volumes.push(from(path, { name, ...sourceOf(volume, terms) }));
  }
  const files = filesOf(terms);
  for (const { path, key } of files) found.mounts.push(from(['files', path], { name: filesVolume, mountPath: path, subPath: key, readOnly: true }));
  if (files.length) {
    const items = files.map(({ key, isExecutable }) => ({ key, path: key, mode: isExecutable ? because('0555 in octal.', 0o555) : undefined }));
    found.volumes.push({ name: filesVolume, configMap: { name: filesName(terms), items: files.some((f) => f.isExecutable) ? items : undefined } });
  }
  return found;
}

function sourceOf({ emptyDir, configMap, secret, keys, claim, mode }: VolumeSpec, terms: Terms): Omit<Draft<Volume>, 'name'> {
  // A text is octal, as modes are everywhere else; a number has been read already.
  const bits = typeof mode === 'string' ? Number.parseInt(mode, 8) : mode;
  const defaultMode = bits === undefined ? undefined : because(`0${bits.toString(8)} in octal.`, bits);
  const items = keys?.map((key) => ({ key, path: key }));
  if (configMap !== undefined) return { configMap: { name: configMap, defaultMode, items } };
  if (secret !== undefined) return { secret: { secretName: secretOf(terms, secret), defaultMode, items } };
  if (claim !== undefined) return { persistentVolumeClaim: { claimName: claim } };
  const { medium, sizeLimit } = typeof emptyDir === 'object' ? emptyDir : {};
  return { emptyDir: { medium, sizeLimit: sizeLimit === undefined ? undefined : String(sizeLimit) } };
}

/** The controller labels it as the Pods; what is written here can never be changed. */
function claimOf(name: string, { size, storageClass, accessModes }: VolumeSpec): Draft<PersistentVolumeClaim> {
  return {
    metadata: { name },
    spec: {
      accessModes: [...(accessModes ?? ['ReadWriteOnce'])],
      storageClassName: storageClass,
      resources: { requests: { storage: String(size) } },
    },
  };
}

interface File {
  readonly path: string;
  readonly key: string;
  readonly text: string;
  readonly isExecutable: boolean;
}

function filesOf(terms: Terms): File[] {
  const keys = new Set<string>();
  return Object.entries(terms.spec.files ?? {}).map(([path, file]) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    // Two files of a name, or one that no key may have: the whole path tells them apart.
    let key = /^[-._a-zA-Z0-9]+$/.test(name) ? name : path.slice(1).replace(/[^-._a-zA-Z0-9]/g, '-');
    while (keys.has(key)) key = `${path.slice(1).replace(/[^-._a-zA-Z0-9]/g, '-')}-${keys.size}`;
    keys.add(key);
    const { text, format, executable = false } = typeof file === 'string' ? { text: file } : file;
    return { path, key, isExecutable: executable, text: format === undefined ? (text ?? '') : formatFixed(format, ['files', path, 'format'], terms, 'Say it by a variable under env, and let the software read that, or write the file in an init container.') };
  });
}

function filesName({ name }: Terms): string {
  return `${name}-files`;
}

export function configMapOf(terms: Terms): Draft<ConfigMap> | undefined {
  const files = filesOf(terms);
  if (!files.length) return undefined;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadataOf(terms, filesName(terms)),
    data: Object.fromEntries(files.map(({ path, key, text }) => [key, from(['files', path], text)])),
  };
}

/** Changes with the files, so that a change of them alone starts the Pods anew: mounted by subPath, a file stays as it was at the start. */
export function filesChecksum(terms: Terms): string | undefined {
  const files = filesOf(terms);
  if (!files.length) return undefined;
  return checksum(JSON.stringify(files.map(({ key, text }) => [key, text])));
}

/** FNV-1a, 32 bits, from both ends. */
function checksum(text: string): string {
  let forth = 0x811c9dc5;
  let back = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    forth = Math.imul(forth ^ text.charCodeAt(i), 0x01000193) >>> 0;
    back = Math.imul(back ^ text.charCodeAt(text.length - 1 - i), 0x01000193) >>> 0;
  }
  return forth.toString(16).padStart(8, '0') + back.toString(16).padStart(8, '0');
}
