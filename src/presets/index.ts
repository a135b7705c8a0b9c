import bundled from './presets.gen.js';
import { presetUrl, specSchemaUrl } from '../version.ts';

/** A spec to begin with. */
export interface Preset {
  readonly name: string;
  /** One line, from the first comment of the file. */
  readonly summary: string;
  /** The spec, the first line of which tells editors its schema. */
  readonly text: string;
}

/** The comment by which editors with the YAML language server find the schema. */
const modeline = /^# yaml-language-server: \$schema=.*/;

/** The page that cites where its settings come from, as a file in this repository. */
const page = /\bdocs\/presets\/([\w-]+)\.md/g;

/** All presets, by name. */
export const presets: readonly Preset[] = bundled.map(({ name, text }) => ({
  name,
  summary: (/^# (.+)$/m.exec(text.replace(modeline, ''))?.[1] ?? '').replace(page, '').trim().replace(/\.$/, ''),
  text: text.replace(modeline, `# yaml-language-server: $schema=${specSchemaUrl}`).replace(page, (_, preset: string) => presetUrl(preset)),
}));
