import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../src/diagnostic.ts';
import type { LintOptions } from '../src/lint/options.ts';
import type { SourceFile } from '../src/parse/manifests.ts';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** A file, or a folder of files that are linted together. */
export interface Fixture {
  readonly name: string;
  readonly files: readonly SourceFile[];
}

/** Every file and every folder of a folder of fixtures. */
export function fixturesIn(folder: string): Fixture[] {
  return entries(join(root, folder)).map((name) => {
    const path = join(root, folder, name);
    return { name, files: statSync(path).isDirectory() ? filesBelow(path, '') : [{ path: name, text: readFileSync(path, 'utf8') }] };
  });
}

export function entries(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function filesBelow(folder: string, prefix: string): SourceFile[] {
  return entries(folder).flatMap((name) => {
    const path = join(folder, name);
    const shown = prefix ? `${prefix}/${name}` : name;
    return statSync(path).isDirectory() ? filesBelow(path, shown) : [{ path: shown, text: readFileSync(path, 'utf8') }];
  });
}

/** `# options: {"kubernetesVersion": "1.30"}` in the first line of a fixture's first file. */
export function optionsOf({ files }: Fixture): LintOptions {
  const options = /^# options: (.*)$/m.exec(files[0]?.text ?? '')?.[1];
  return options ? (JSON.parse(options) as LintOptions) : {};
}

const marker = /#! *((?:error|warning|info) [a-z0-9-]+(?:, *(?:error|warning|info) [a-z0-9-]+)*)/;

/**
 * What a fixture says it has: a comment `#! error some-rule` at the end of the line where a finding starts, several
 * joined by commas. A fixture without a marker is clean, infos included.
 */
export function expected(files: readonly SourceFile[]): string[] {
  return files
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, i) => marker.exec(line)?.[1]?.split(/, */).map((what) => `${path}:${i + 1} ${what}`) ?? []),
    )
    .sort();
}

export function actual(results: readonly Diagnostic[]): string[] {
  return results.map(({ file, line, severity, rule }) => `${file}:${line} ${severity} ${rule}`).sort();
}
