/**
 * Reads a JSON document with the engine's own parser, many times faster than as YAML. Undefined where it is not plain
 * JSON, or where a key stands twice in an object: then the YAML reader says what and where.
 */
export function readJson(text: string): { value: unknown } | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return countKeys(value) === countWrittenKeys(text) ? { value } : undefined;
}

function countKeys(root: unknown): number {
  let keys = 0;
  const stack = [root];
  while (stack.length) {
    const value = stack.pop();
    if (value === null || typeof value !== 'object') continue;
    const children = Object.values(value);
    if (!Array.isArray(value)) keys += children.length;
    for (const child of children) if (typeof child === 'object') stack.push(child);
  }
  return keys;
}

/** Strings that a colon follows. */
function countWrittenKeys(text: string): number {
  let keys = 0;
  let inString = false;
  let closed = false;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 92) i += 1;
      else if (code === 34) {
        inString = false;
        closed = true;
      }
    } else if (code === 34) inString = true;
    else if (code === 58) {
      if (closed) keys += 1;
      closed = false;
    } else if (code > 32) closed = false;
  }
  return keys;
}
