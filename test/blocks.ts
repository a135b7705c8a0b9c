import { readFileSync } from 'node:fs';

/** A block of code in a page. */
export interface Block {
  readonly language: string;
  /** What the page says the file is called. */
  readonly file: string | undefined;
  readonly text: string;
  /** The heading above it. */
  readonly section: string;
}

/** The blocks of code in a Markdown page. */
export function blocksOf(path: string): Block[] {
  let section = '';
  return [...readFileSync(path, 'utf8').matchAll(/^## (.+)$|^```(\w*)([^\n]*)\n([\s\S]*?)^```$/gm)].flatMap(([, heading, language, info, text]) => {
    if (heading !== undefined) section = heading;
    return text === undefined ? [] : [{ language: language!, file: /file=(\S+)/.exec(info!)?.[1], text, section }];
  });
}
