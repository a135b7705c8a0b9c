import { join } from 'node:path';
import { generate, type GenerateOptions } from '../../generate/index.ts';
import type { Generated, NextStep } from '../../generate/generated.ts';
import type { Layout } from '../../generate/layout.ts';
import { inFolder } from '../../generate/output.ts';
import { parameterOf, parameters, withParameters, type Parameter } from '../../generate/parameters.ts';
import { presets, type Preset } from '../../presets/index.ts';
import { wrap } from '../../report/terminal.ts';
import { didYouMean } from '../../spelling.ts';
import type { Call, Flags } from '../commands.ts';
import { checkColor, text, widthOf } from '../input.ts';
import { exitUsage, UsageError, type Conversation, type Io } from '../io.ts';
import { layoutOf } from '../layout.ts';
import { changeOf, refuseExisting, write, type Change } from '../output.ts';
import { answersFor, choosePreset, Left, listing, type Values } from '../questions.ts';
import { clusterOf, explainMistakes, readSettings } from '../settings.ts';

/** `headlint new [PRESET]` */
export async function runNew({ positionals: [asked], flags }: Call, io: Io): Promise<number> {
  checkColor(flags);
  if (flags['list']) {
    io.stdout(listing(presets, io));
    return 0;
  }
  const layout = layoutOf(flags);
  const folder = text(flags, 'output') ?? '.';
  const known = asked === undefined ? undefined : presetCalled(asked);
  const converse = flags['yes'] || isContinuous(io) ? undefined : io.converse;
  if (!known && !converse) {
    io.stderr(`headlint: say what to begin with: headlint new PRESET\n\n${listing(presets, io)}`);
    return exitUsage;
  }
  const settings = await readSettings({});
  if ('mistakes' in settings) return explainMistakes(settings, flags, io);
  const options = { ...clusterOf(settings), comments: !flags['no-comments'] };
  const given = valuesOf(flags);
  if (given.replicas !== undefined && !/^\d+$/.test(given.replicas)) throw new UsageError(`--replicas takes a whole number, not "${given.replicas}"`);
  // What is wrong is said before anything is asked.
  if (known) made(known, given, options);
  const chosen = await choose(known, given, converse, io);
  if (!chosen) return exitUsage;
  const { preset, values } = chosen;
  const { spec, generated } = made(preset, values, options);
  const name = generated.name!;
  const specFile = join(folder, `${name}.headlint.yaml`);
  const inside = layout === 'single' ? folder : join(folder, name);
  const up = layout === 'single' ? '' : '../';
  const files = inFolder(layout, [{ generated, specFrom: () => `${up}${name}.headlint.yaml` }], { nested: false });
  const changes = [changeOf(specFile, spec), ...files.map((file) => changeOf(join(inside, file.path), file.text))];
  if (!flags['force']) refuseExisting(changes);
  write(changes, folder);
  io.stdout(story({ generated, changes, layout, manifests: layout === 'single' ? changes[1]!.path : inside, specFile, width: widthOf(io) }));
  return 0;
}

/** A pipeline may give its jobs a terminal, but nobody is at it. */
function isContinuous(io: Io): boolean {
  const { CI } = io.env;
  return CI !== undefined && CI !== '' && CI !== '0' && CI !== 'false';
}

function presetCalled(name: string): Preset {
  const preset = presets.find((each) => each.name === name.toLowerCase());
  if (preset) return preset;
  throw new UsageError(`there is no preset "${name}"${didYouMean(name, presets.map((each) => each.name))} (headlint new --list has all)`);
}

/** Options are called as fields are, in kebab case. */
function optionOf(field: Parameter): string {
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function valuesOf(flags: Flags): Values {
  const given = parameters.map((field) => [field, text(flags, optionOf(field))] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** The spec and what comes of it; an error in a value is one of the option that gave it. */
function made(preset: Preset, values: Values, options: GenerateOptions): { readonly spec: string; readonly generated: Generated } {
  for (const field of ['image', 'replicas'] as const) {
    if (values[field] !== undefined && parameterOf(preset.text, field) === undefined) throw new UsageError(`the preset ${preset.name} takes no --${field}: it makes no Pods`);
  }
  const spec = withParameters(preset.text, values);
  const generated = generate(spec, options);
  const error = generated.diagnostics.find(({ severity }) => severity === 'error');
  if (!error) return { spec, generated };
  const field = parameters.find((each) => each === error.path && values[each] !== undefined);
  throw new UsageError(`${field ? `--${optionOf(field)} ${JSON.stringify(values[field])}: ` : ''}${error.message} ${error.help}`);
}

async function choose(known: Preset | undefined, given: Values, converse: Io['converse'], io: Io): Promise<{ preset: Preset; values: Values } | undefined> {
  if (!converse) return { preset: known!, values: given };
  let conversation: Conversation | undefined;
  try {
    conversation = await converse();
    const preset = known ?? (await choosePreset(conversation, presets, io));
    const values = await answersFor(conversation, preset, given, io);
    io.stdout('\n');
    return { preset, values };
  } catch (error) {
    if (!(error instanceof Left)) throw error;
    io.stderr('\nheadlint: nothing was written\n');
    return undefined;
  } finally {
    conversation?.end();
  }
}

interface Told {
  readonly generated: Generated;
  readonly changes: readonly Change[];
  readonly layout: Layout;
  /** The file or the folder of the manifests. */
  readonly manifests: string;
  readonly specFile: string;
  /** Columns for sentences; commands and names stay on their line. */
  readonly width: number;
}

/** What was written, which names will resolve, and what to do next. */
function story({ generated, changes, layout, manifests, specFile, width: columns }: Told): string {
  const { names, next, diagnostics } = generated;
  const width = Math.max(...changes.map(({ path }) => path.length));
  const written = changes.map(({ path }, i) => `  ${path.padEnd(width)}  ${i === 0 ? 'the spec: change this one' : layout === 'single' ? kindsOf(generated) : ''}`.trimEnd());
  const nameWidth = names.reduce((most, { name }) => Math.max(most, name.length), 0);
  const resolving = names.map(({ name, type, leadsTo }) => `  ${type.padEnd(4)}  ${name.padEnd(nameWidth)}  ${leadsTo}`);
  const apply: NextStep = { when: 'after', what: 'Apply the manifests.', command: `kubectl apply ${layout === 'kustomize' ? '-k' : '-f'} ${manifests}` };
  const again: NextStep = { when: 'after', what: 'After a change of the spec, write the manifests again; with --check, only compare them.', command: `headlint generate ${specFile} -o ${manifests}${layout === 'single' ? '' : ` --layout ${layout}`}` };
  const look: NextStep = { when: 'after', what: 'See these names again, from the manifests alone.', command: `headlint dns ${manifests}` };
  const steps = [...next.filter(({ when }) => when === 'before'), apply, ...next.filter(({ when }) => when === 'after'), look, again];
  const isPlaced = generated.objects.some(({ metadata }) => metadata?.namespace !== undefined);
  const doubts = diagnostics.flatMap(({ message, help }) => wrap(`${message} ${help}`, columns, '  '));
  const heading = `These names will resolve${generated.shape === 'external' ? '' : ' once the Pods are ready'}${isPlaced ? '' : ', if all goes to the namespace default'}:`;
  return [
    'Written:',
    ...written,
    '',
    ...wrap(heading, columns, ''),
    ...resolving,
    '',
    ...(doubts.length ? ['To think about:', ...doubts, ''] : []),
    'Next:',
    ...steps.flatMap(({ what, command }) => [...wrap(what, columns, '  '), ...(command === undefined ? [] : [`    ${command}`])]),
    '',
  ].join('\n');
}

/** `2 Services, StatefulSet` */
function kindsOf({ objects }: Generated): string {
  const counts = new Map<string, number>();
  for (const { kind } of objects) counts.set(kind!, (counts.get(kind!) ?? 0) + 1);
  return [...counts].map(([kind, count]) => (count === 1 ? kind : `${count} ${kind}s`)).join(', ');
}
