import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { configTemplate } from '../../config/template.ts';
import { buildModel } from '../../lint/build-model.ts';
import { defaultMinor } from '../../lint/versions.ts';
import { discover } from '../../node/discover.ts';
import { findProject } from '../../node/project.ts';
import { readFiles } from '../../node/read.ts';
import { provenDomains } from '../../names/domains.ts';
import type { Call } from '../commands.ts';
import { UsageError, type Io } from '../io.ts';
import { changeOf, refuseExisting, write } from '../output.ts';

const path = 'headlint.config.yaml';
const installed = './node_modules/headlint/schemas/config.schema.json';

/** `headlint init` */
export function runInit({ flags }: Call, io: Io): number {
  const { config } = findProject('.');
  const isHere = config !== undefined && dirname(config) === process.cwd();
  if (isHere && basename(config) !== path && !flags['force']) {
    throw new UsageError(`${basename(config)} has a configuration already; --force writes ${path} beside it, which counts instead`);
  }
  const { model } = buildModel(readFiles(discover(['.'], { gitignore: true })).files);
  const [domain, ...others] = provenDomains(model);
  const namespaces = [...new Set(model.resources.flatMap(({ declaredNamespace }) => declaredNamespace ?? []))];
  const isSplit = model.resources.some(({ declaredNamespace, namespace }) => declaredNamespace === undefined && namespace !== '');
  const text = configTemplate({
    schema: existsSync(installed) ? installed : undefined,
    minor: defaultMinor,
    ...(domain && !others.length && { domain }),
    ...(namespaces.length === 1 && isSplit && { namespace: namespaces[0]! }),
  });
  const change = changeOf(path, text);
  if (!flags['force']) refuseExisting([change]);
  write([change]);
  io.stderr(`headlint: ${change.before === text ? `${path} is like that already` : `wrote ${path}`}\n`);
  if (config !== undefined && !isHere) io.stderr(`headlint: it counts in this folder and below, in the place of ${config}\n`);
  return 0;
}
