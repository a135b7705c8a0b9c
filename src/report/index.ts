import { compact } from './compact.ts';
import type { Reporter } from './context.ts';
import { json } from './json.ts';
import { text } from './text.ts';

export const reporters: Readonly<Record<string, Reporter>> = { text, compact, json };
