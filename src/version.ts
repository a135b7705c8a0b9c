/** The version of headlint; tools/build.mjs checks that package.json says the same. */
export const version = '0.1.0';

const repository = 'https://github.com/headlint/headlint';

/** The page of a rule as it was at this version. */
export function docsUrl(rule: string): string {
  return pageUrl(`rules/${rule}`);
}

/** A page of the documentation as it was at this version. */
export function pageUrl(page: string): string {
  return `${repository}/blob/v${version}/docs/${page}.md`;
}

/** The page of the configuration. */
export const configUrl = pageUrl('configuration');

/** The schema of the configuration, for editors. */
export const configSchemaUrl = `https://raw.githubusercontent.com/headlint/headlint/v${version}/schemas/config.schema.json`;

/** Where the documentation starts. */
export const docsRoot = `${repository}#readme`;

/** The page of the generator and of the spec that it reads. */
export const generatorUrl = pageUrl('generate');

/** The page of a preset: where its settings come from. */
export function presetUrl(preset: string): string {
  return pageUrl(`presets/${preset}`);
}

/** The schema of specs, for the editors that complete and check them. */
export const specSchemaUrl = `${repository}/raw/v${version}/schemas/spec.schema.json`;
