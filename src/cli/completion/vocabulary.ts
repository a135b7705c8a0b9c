import { commands } from '../commands.ts';
import type { Option, Values } from '../options.ts';

/** What a shell may offer behind a command. */
export interface CommandWords {
  readonly name: string;
  readonly describe: string;
  readonly options: readonly OptionWords[];
  /** Values of its arguments; without any they are files. */
  readonly values: readonly string[] | undefined;
  /** False where it takes options only. */
  readonly takesArguments: boolean;
}

export interface OptionWords {
  readonly long: string;
  readonly short?: string;
  readonly describe: string;
  readonly takesValue: boolean;
  readonly multiple: boolean;
  /** Without any, a value is a file or free. */
  readonly values: readonly string[] | undefined;
}

const help: OptionWords = { long: 'help', short: 'h', describe: 'show help', takesValue: false, multiple: false, values: undefined };

/** The table of commands, as completion needs it. */
export async function vocabulary(): Promise<CommandWords[]> {
  return Promise.all(
    Object.entries(commands).map(async ([name, { describe, positionals, options }]) => ({
      name,
      describe,
      options: [...(await Promise.all(Object.entries(options).map(([long, option]) => words(long, option)))), help],
      values: await read(positionals.find(({ values }) => values)?.values),
      takesArguments: positionals.length > 0,
    })),
  );
}

async function words(long: string, { short, describe, type, multiple, values }: Option): Promise<OptionWords> {
  return { long, ...(short && { short }), describe, takesValue: type === 'string', multiple: multiple === true, values: await read(values) };
}

async function read(values: Values | undefined): Promise<readonly string[] | undefined> {
  return typeof values === 'function' ? values() : values;
}
