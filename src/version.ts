/** The version of headlint; tools/build.mjs checks that package.json says the same. */
export const version = '0.1.0';

const repository = 'https://github.com/headlint/headlint';

/** The page of a rule as it was at this version. */
export function docsUrl(rule: string): string {
  return `${repository}/blob/v${version}/docs/rules/${rule}.md`;
}

/** The page of the configuration. */
export const configUrl = `${repository}/blob/v${version}/docs/configuration.md`;

/** The schema of the configuration, for editors. */
export const configSchemaUrl = `https://raw.githubusercontent.com/headlint/headlint/v${version}/schemas/config.schema.json`;

/** Where the documentation starts. */
export const docsRoot = `${repository}#readme`;

/** The page of the generator and of the spec that it reads. */
export const generatorUrl = `${repository}/blob/v${version}/docs/generate.md`;

/** The page of a preset: where its settings come from. */
export function presetUrl(preset: string): string {
  return `${repository}/blob/v${version}/docs/presets/${preset}.md`;
}

/** The schema of specs, for the editors that complete and check them. */
export const specSchemaUrl = `${repository}/raw/v${version}/schemas/spec.schema.json`;
