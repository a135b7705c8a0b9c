import { compact } from './compact.ts';
import type { Reporter } from './context.ts';
import { json } from './json.ts';
import { text } from './text.ts';

/** Every format by name. What is not for every day is loaded when it is asked for. */
export const formats: Readonly<Record<string, () => Reporter | Promise<Reporter>>> = {
  text: () => text,
  compact: () => compact,
  json: () => json,
  sarif: async () => (await import('./sarif.ts')).sarif,
  github: async () => (await import('./github.ts')).github,
  gitlab: async () => (await import('./gitlab.ts')).gitlab,
  junit: async () => (await import('./junit.ts')).junit,
  checkstyle: async () => (await import('./checkstyle.ts')).checkstyle,
  rdjson: async () => (await import('./rdjson.ts')).rdjson,
  markdown: async () => (await import('./markdown.ts')).markdown,
};

/** What other linters call them. */
export const formatAliases: Readonly<Record<string, string>> = { 'github-actions': 'github', codeclimate: 'gitlab' };
