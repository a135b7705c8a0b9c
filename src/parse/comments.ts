import { lexemes } from './lexemes.ts';
import type { Source } from './manifests.ts';
import { split, type Chunk } from './split.ts';

/** A comment with its `#`, as offsets into the file. */
export interface Comment {
  readonly text: string;
  readonly start: number;
  /** The document that it belongs to: what stands before a `---` belongs to what follows. Undefined behind the last. */
  readonly chunk: Chunk | undefined;
}

/** Scalars of more than one line, which leave no room for comments: from the line that they start on to their last. */
export interface Block {
  readonly first: number;
  readonly last: number;
}

/** The comments of a file. A `#` in a block, a quoted text or a word is none. */
export function commentsOf(source: Source): { readonly comments: readonly Comment[]; readonly blocks: readonly Block[] } {
  const comments: Comment[] = [];
  const blocks: Block[] = [];
  let from = 0;
  for (const chunk of [...split(source.text), undefined]) {
    let isHeader = false;
    for (const { text, at, isContent } of lexemes(source.text.slice(from, chunk?.end))) {
      const start = from + at;
      if (!isContent && text.startsWith('#')) comments.push({ text, start, chunk });
      else if (text.trim() === '') continue;
      else {
        if (text.trimEnd().includes('\n') || isHeader) blocks.push(blockOf(source, start, text, isHeader));
        isHeader = !isContent && /^[|>]/.test(text);
      }
    }
    if (chunk) from = chunk.end;
  }
  return { comments, blocks };
}

/** The text of a block scalar starts on the line after its `|`. */
function blockOf({ lines }: Source, start: number, text: string, isBelow: boolean): Block {
  const { line } = lines.position(start);
  return { first: isBelow ? line - 1 : line, last: lines.position(start + text.trimEnd().length - 1).line };
}
