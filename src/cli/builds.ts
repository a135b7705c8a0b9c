import type { Build, Unbuilt } from '../render/build.ts';
import type { Input } from '../node/read.ts';
import type { Flags } from './commands.ts';
import { text } from './input.ts';
import { UsageError, type Io } from './io.ts';
import type { Settings } from './settings.ts';

/** What is read in the place of some files, as `lint` takes it. */
export interface Builds {
  readonly builds: readonly Build[];
  readonly unbuilt: readonly Unbuilt[];
}

const kustomization = /(?:^|\/)kustomization\.ya?ml$/;

/** Builds what is among the files that the cluster sees only built. */
export async function build({ files, reportOn }: Input, flags: Flags, { config }: Settings, io: Io): Promise<Builds> {
  const mode = text(flags, 'kustomize') ?? config?.kustomize ?? 'auto';
  if (mode !== 'auto' && mode !== 'always' && mode !== 'never') throw new UsageError(`--kustomize takes auto, always or never, not "${mode}"`);
  if (mode === 'never' || !files.some(({ path }) => kustomization.test(path))) return { builds: [], unbuilt: [] };
  const command = text(flags, 'kustomize-command')?.split(/\s+/).filter(Boolean);
  if (command && !command.length) throw new UsageError('--kustomize-command takes a program and its first arguments, such as "kustomize build"');
  const { buildKustomizations } = await import('../node/kustomize.ts');
  const { builds, unbuilt, lacksTool } = await buildKustomizations(files, { mode, ...(command && { command }), ...(reportOn && { only: new Set(reportOn) }) });
  if (lacksTool) throw new UsageError('--kustomize always: neither kustomize nor kubectl is installed');
  for (const line of notes(unbuilt)) io.stderr(`headlint: ${line}\n`);
  return { builds, unbuilt };
}

/** One sentence for each reason. */
function notes(unbuilt: readonly Unbuilt[]): string[] {
  const byReason = new Map<string, string[]>();
  for (const { file, reason } of unbuilt) byReason.set(reason, [...(byReason.get(reason) ?? []), file]);
  return [...byReason].map(([reason, files]) => `${files[0]}${files.length > 1 ? ` and ${files.length - 1} more` : ''}: read unbuilt, ${reason}; nothing is claimed to be missing there`);
}
