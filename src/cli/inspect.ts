import type { LintOptions } from '../lint/options.ts';
import { buildModel } from '../lint/build-model.ts';
import { ruleMetas } from '../lint/metas.ts';
import { defaultMinor } from '../lint/versions.ts';
import { Settings as RuleSettings } from '../lint/settings.ts';
import { withSlashes } from '../node/read.ts';
import type { Flags } from './commands.ts';
import { filesOf } from './input.ts';
import { UsageError, type Io } from './io.ts';
import type { Settings } from './settings.ts';

/** `--print-config [FILE]`: what holds, for a file where one is named, the defaults among it. */
export function printConfig(paths: readonly string[], { config, options }: Settings, io: Io): number {
  const [file, ...more] = paths.map(withSlashes);
  if (more.length) throw new UsageError('--print-config takes one file, or none');
  io.stdout(`${JSON.stringify(resolved(file, config, options), undefined, 2)}\n`);
  return 0;
}

function resolved(file: string | undefined, config: Settings['config'], options: LintOptions): object {
  const settings = new RuleSettings(options, buildModel([]).model);
  // What nobody set has a severity of its own for each finding.
  const rules = ruleMetas().flatMap((rule) => {
    const { level, options: values } = settings.settingOf(rule, file === undefined ? undefined : { file });
    return level === undefined ? [] : [[rule.id, rule.options ? [level, values] : level]];
  });
  return {
    config: config?.file ?? null,
    ...(file !== undefined && { file, ignored: config?.ignores(file) ?? false, unit: options.unitOf?.(file) ?? null }),
    kubernetesVersion: options.kubernetesVersion ?? `1.${defaultMinor}`,
    clusterDomain: options.clusterDomain ?? 'cluster.local',
    defaultNamespace: options.namespace ?? 'default',
    ...config?.rest,
    rules: Object.fromEntries(rules),
  };
}

/** `--list-files`: what would be linted, a path a line. */
export function listFiles(paths: readonly string[], flags: Flags, settings: Settings, io: Io): number {
  io.stdout(filesOf(paths, flags, settings).map((path) => `${path}\n`).join(''));
  return 0;
}
