/** headlint on Node: the core, and linting by path. */
export * from './core.ts';
export { lintPaths } from './node/lint-paths.ts';
export { PathError } from './node/discover.ts';
