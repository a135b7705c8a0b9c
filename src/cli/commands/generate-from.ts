import { join } from 'node:path';
import { rootsIn } from '../../derive/roots.ts';
import { deriveSpec, type Derived } from '../../derive/spec.ts';
import { findWorkload, UnknownWorkload } from '../../model/find-workload.ts';
import type { Model } from '../../model/model.ts';
import type { Resource } from '../../model/resource.ts';
import { readCluster } from '../cluster.ts';
import type { Call } from '../commands.ts';
import { text } from '../input.ts';
import { exitFindings, exitUsage, UsageError, type Io } from '../io.ts';
import { changeOf, isFolder, refuseExisting, write } from '../output.ts';
import { clusterOf } from '../settings.ts';

/** Derives specs from manifests that are there. */
export async function generateFrom({ positionals: paths, flags }: Call, io: Io): Promise<number> {
  const cluster = await readCluster({ verb: 'look in', command: 'generate --from', paths }, flags, io);
  if (!cluster) return exitUsage;
  const { model, settings } = cluster;
  const output = text(flags, 'output') ?? '-';
  const toFolder = output !== '-' && (/[\\/]$/.test(output) || isFolder(output));
  const roots = rootsOf(text(flags, 'for'), model);
  if (roots.length > 1 && !toFolder) throw new UsageError(`there are ${roots.length} to derive a spec from: choose one with --for, such as --for ${words(roots[0]!)}, or name a folder with -o (${listed(roots.map(words))})`);
  const derived = roots.map((root) => deriveSpec(root, model, clusterOf(settings)));
  for (const { name, left, text: spec, diagnostics } of derived) tell(name, spec, left, diagnostics, io);
  const good = derived.filter((each) => each.text);
  if (output === '-') for (const { text: spec } of good) io.stdout(spec);
  else {
    const changes = good.map(({ name, text: spec }) => changeOf(toFolder ? join(output, `${name}.headlint.yaml`) : output, spec));
    if (!flags['force']) refuseExisting(changes);
    write(changes);
    if (changes.length) io.stderr(`headlint: wrote ${changes.map(({ path }) => path).join(', ')}\n`);
  }
  return good.length === derived.length ? 0 : exitFindings;
}

/** The workload that is meant, or all that a spec can be derived from. */
function rootsOf(wanted: string | undefined, model: Model): readonly Resource[] {
  if (wanted !== undefined) {
    try {
      return [findWorkload(wanted, model)];
    } catch (error) {
      if (error instanceof UnknownWorkload) throw new UsageError(error.message);
      throw error;
    }
  }
  const roots = rootsIn(model);
  if (!roots.length) throw new UsageError('there is nothing to derive a spec from: no StatefulSet, no Deployment or Indexed Job behind a headless Service, no headless Service with EndpointSlices of its own');
  return roots;
}

function words({ kind, name }: Resource): string {
  return `${kind.toLowerCase()}/${name}`;
}

function listed(all: readonly string[]): string {
  return all.length > 6 ? `${all.slice(0, 5).join(', ')} and ${all.length - 5} more` : all.join(', ');
}

function tell(name: string, spec: string, left: readonly string[], diagnostics: Derived['diagnostics'], io: Io): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (!spec) io.stderr(`headlint: no spec can say ${name} as it is:\n${errors.map(({ message, help }) => `  ${message} ${help}\n`).join('')}`);
  else if (left.length) io.stderr(`headlint: of ${name} this is not in the spec, or not as it was:\n${left.map((each) => `  ${each}\n`).join('')}`);
}
