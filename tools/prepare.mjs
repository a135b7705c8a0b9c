// Runs after npm has put the package's files in place: in a checkout, and where npm installs from git. There npm may
// have left the development dependencies out (npm/cli#8440), so they are fetched if need be.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dry = process.env['npm_config_dry_run'] === 'true' || process.env['npm_config_package_lock_only'] === 'true';

if (!dry) {
  if (!existsSync(new URL('../node_modules/esbuild/package.json', import.meta.url))) {
    const env = { ...process.env };
    for (const name of ['global', 'prefix', 'location', 'install_links', 'omit', 'include', 'package_lock_only', 'dry_run']) delete env[`npm_config_${name}`];
    execFileSync('npm', ['ci', '--ignore-scripts', '--include=dev', '--global=false'], { cwd: root, env, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  }
  // What npm prints of a git install is its own; stdout stays clean.
  execFileSync(process.execPath, ['tools/build.mjs'], { cwd: root, stdio: ['ignore', 2, 2] });
}
