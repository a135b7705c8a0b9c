import { generate } from '../generate/index.ts';
import { parameterOf, withParameters, type Parameter } from '../generate/parameters.ts';
import type { Preset } from '../presets/index.ts';
import { wrap } from '../report/terminal.ts';
import { didYouMean } from '../spelling.ts';
import { widthOf } from './input.ts';
import type { Conversation, Io } from './io.ts';

/** The user went away instead of answering. */
export class Left extends Error {}

export type Values = Readonly<Partial<Record<Parameter, string>>>;

/** A line for each preset, or more where the terminal is narrow. */
export function listing(presets: readonly Preset[], io: Io): string {
  const width = Math.max(...presets.map(({ name }) => name.length)) + 2;
  return presets.flatMap(({ name, summary }) => wrap(summary, widthOf(io), '  ', name.padEnd(width), width)).map((line) => `${line}\n`).join('');
}

export async function choosePreset(conversation: Conversation, presets: readonly Preset[], io: Io): Promise<Preset> {
  io.stdout(`What is it to be?\n\n${listing(presets, io)}\n`);
  for (;;) {
    const answer = await ask(conversation, 'Preset: ');
    const found = presets.find(({ name }) => name === answer.toLowerCase());
    if (found) return found;
    if (!answer) continue;
    io.stdout(`There is no preset "${answer}"${didYouMean(answer, presets.map(({ name }) => name)) || '.'}\n`);
  }
}

/** What is asked for, in this order. */
const questions: readonly { readonly field: Parameter; readonly question: string; readonly none?: string }[] = [
  { field: 'name', question: 'Name' },
  { field: 'namespace', question: 'Namespace', none: 'none: the current one' },
  { field: 'image', question: 'Image' },
  { field: 'replicas', question: 'Replicas' },
];

/** Presets that are not for one software, so that somebody else knows the image. */
const forAny = new Set(['stateful', 'torch-job']);

/** Asks for what was not given. Enter takes what the preset says; an answer that makes a wrong spec is asked for again. */
export async function answersFor(conversation: Conversation, preset: Preset, given: Values, io: Io): Promise<Values> {
  const values: Partial<Record<Parameter, string>> = { ...given };
  for (const { field, question, none } of questions) {
    const usual = parameterOf(preset.text, field);
    if (values[field] !== undefined || (usual === undefined && none === undefined)) continue;
    if (field === 'image' && !forAny.has(preset.name)) continue;
    for (;;) {
      const answer = await ask(conversation, `${question} (${usual ?? none}): `);
      if (!answer) break;
      const wrong = problemOf(preset, { ...values, [field]: answer }, field);
      if (!wrong) {
        values[field] = answer;
        break;
      }
      io.stdout(`${wrap(wrong, widthOf(io), '').join('\n')}\n`);
    }
  }
  return values;
}

async function ask(conversation: Conversation, question: string): Promise<string> {
  const answer = await conversation.ask(question);
  if (answer === undefined) throw new Left();
  return answer.trim();
}

/** What is wrong with a value, where it is this field that is wrong. */
function problemOf(preset: Preset, values: Values, field: Parameter): string | undefined {
  const { diagnostics } = generate(withParameters(preset.text, values), { comments: false });
  const problem = diagnostics.find(({ path, severity }) => path === field && severity === 'error');
  return problem && `${problem.message} ${problem.help}`;
}
