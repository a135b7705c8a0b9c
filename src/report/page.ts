/** The text of a section of a rule's page, its source links left out. */
export function section(page: string, heading: string): string | undefined {
  const [, body] = page.split(new RegExp(`^## ${heading}\\n`, 'm'));
  return body?.split(/^## /m)[0]!.trim().replace(/\[([^\]]*)\]\([^)]*\)/g, '$1');
}
