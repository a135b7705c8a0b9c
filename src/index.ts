/** headlint on Node: the core, and linting by path. */
export * from './core.ts';
export { ConfigError, lintPaths, type LintPathsOptions } from './node/lint-paths.ts';
export { PathError } from './node/discover.ts';
