import { layouts, type Layout } from '../generate/layout.ts';
import { didYouMean } from '../spelling.ts';
import type { Flags } from './commands.ts';
import { text } from './input.ts';
import { UsageError } from './io.ts';

/** How manifests are to be laid out: `single` where nobody says. */
export function layoutOf(flags: Flags): Layout {
  const word = text(flags, 'layout') ?? 'single';
  const layout = layouts.find((each) => each === word);
  if (layout) return layout;
  throw new UsageError(`there is no layout "${word}": ${layouts.join(', ')}${didYouMean(word, layouts)}`);
}
