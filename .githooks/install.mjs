// Runs after `npm ci` (script `prepare`): lets git run the hooks of this folder, and says so. Plain JavaScript for any Node.
import { execFileSync } from 'node:child_process';

const HOOKS = '.githooks';

function git(...args) {
  try {
    return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return ''; // no git, no work tree or no such setting
  }
}

const { env } = process;
const isForDevelopment = !env.CI && env.NODE_ENV !== 'production' && !/\bdev\b/.test(env.npm_config_omit ?? '');
// empty at the root of a work tree, a path where the project lies inside another repository
const isRootOfWorkTree =
  git('rev-parse', '--is-inside-work-tree') === 'true' && git('rev-parse', '--show-prefix') === '';
const hooksInUse = git('config', '--get', 'core.hooksPath');

if (isForDevelopment && isRootOfWorkTree && hooksInUse === '') {
  git('config', 'core.hooksPath', HOOKS);
  console.log(`git: \`git push\` now runs ${HOOKS}/pre-push first (undo: git config --unset core.hooksPath)`);
}
