import { governingServiceFor } from '../../governing/service.ts';
import { governingServiceText } from '../../governing/text.ts';
import { findWorkload, UnknownWorkload } from '../../model/find-workload.ts';
import { KnownService } from '../../model/known-services.ts';
import type { Locate } from '../../model/locate.ts';
import type { Model } from '../../model/model.ts';
import { Service } from '../../model/service.ts';
import type { Workload } from '../../model/workload.ts';
import { readCluster } from '../cluster.ts';
import type { Call } from '../commands.ts';
import { text } from '../input.ts';
import { exitUsage, UsageError, type Io } from '../io.ts';
import { changeOf, refuseExisting, write } from '../output.ts';

/** Writes the governing Service that a workload counts on and that is not there. */
export async function generateFor(words: string, { positionals: paths, flags }: Call, io: Io): Promise<number> {
  const cluster = await readCluster({ verb: 'look in', command: `generate --for ${words}`, paths }, flags, io);
  if (!cluster) return exitUsage;
  const { model, locate } = cluster;
  const workload = findOrExplain(words, model);
  refuseKnown(workload, model, locate);
  const service = governingServiceFor(workload, model);
  if ('problem' in service) throw new UsageError(service.problem);
  const yaml = governingServiceText(service, { comments: !flags['no-comments'] });
  const output = text(flags, 'output') ?? '-';
  if (output === '-') {
    io.stdout(yaml);
    return 0;
  }
  const change = changeOf(output, yaml);
  if (!flags['force']) refuseExisting([change]);
  write([change]);
  io.stderr(`headlint: wrote Service "${service.name}" to ${output}\n`);
  return 0;
}

function findOrExplain(words: string, model: Model): Workload {
  try {
    return findWorkload(words, model);
  } catch (error) {
    if (error instanceof UnknownWorkload) throw new UsageError(error.message);
    throw error;
  }
}

function refuseKnown(workload: Workload, model: Model, locate: Locate): void {
  const known = workload.subdomain === undefined ? undefined : model.find('Service', workload.namespace, workload.subdomain, workload)?.resource;
  if (!known) return;
  if (known instanceof KnownService) throw new UsageError(`Service "${known.name}" is in the cluster already, as knownServices in the configuration says`);
  const { file, line } = locate(known.at('metadata', 'name'));
  const isOther = known instanceof Service && !known.isHeadless && !model.fragments.has(known);
  throw new UsageError(`Service "${known.name}" is there already: ${file}:${line}${isOther ? ', but it is not headless; headlint lint tells what follows' : ''}`);
}
