/** The declaration that every document starts with. */
export const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>';

const named: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' };

/** Text as it may stand in an attribute or an element. What XML 1.0 has no way to write becomes U+FFFD (2.2, Char). */
export function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[<>&"\t\n\r]/g, (character) => named[character] ?? `&#${character.charCodeAt(0)};`);
}

/** ` name="value"` for each. */
export function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values).map(([name, value]) => ` ${name}="${xml(String(value))}"`).join('');
}
