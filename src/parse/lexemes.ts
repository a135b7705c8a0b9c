import { Lexer } from 'yaml';

const content = '\u001f';
/** Where a flow collection ends without its bracket. */
export const flowEnd = '\u0018';

/** A piece of a text as the YAML library's lexer cuts it. */
export interface Lexeme {
  readonly text: string;
  readonly at: number;
  /** True for the text of a plain or block scalar. */
  readonly isContent: boolean;
}

/** Marks of the lexer, such as that of a scalar's text, have no length in the source. */
export function* lexemes(source: string): Generator<Lexeme> {
  let at = 0;
  let isContent = false;
  for (const text of new Lexer().lex(source)) {
    const isMark = text === content || text === flowEnd || text === '\u0002';
    if (!isMark || text === flowEnd) yield { text, at, isContent };
    if (!isMark) at += text.length;
    isContent = text === content;
  }
}

