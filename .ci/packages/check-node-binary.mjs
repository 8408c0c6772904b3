// The package `node` fetches its binary when it is installed, outside the lock file. This compares the binary with the checksum that we
// list for it, at the end of `npm ci` (script `prepare`), and is run by the Node that runs npm. Plain JavaScript for any Node.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const [folder = 'node_modules/node', platform = process.platform, arch = process.arch] = process.argv.slice(2);
const { version, sha256 } = JSON.parse(readFileSync(new URL('./node-binaries.json', import.meta.url), 'utf8'));
const binary = join(folder, 'bin', 'node');

/** As the package `node` names the package of a platform. */
const name = [platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node', platform, arch].join('-');

function check() {
  if (!existsSync(binary)) return; // installed without the development packages
  const installed = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
  if (installed !== version) {
    throw new Error(
      `the checksums are those of Node ${version}, but ${installed} is installed: run \`npm run node:checksums\``,
    );
  }
  const expected = sha256[name];
  if (expected === undefined) {
    console.warn(
      `node: NOT CHECKED, as no checksum of ${name} ${version} is listed in .ci/packages/node-binaries.json`,
    );
    return;
  }
  const found = createHash('sha256').update(readFileSync(binary)).digest('hex');
  if (found === expected) return;
  rmSync(binary);
  throw new Error(
    `${binary} is not the ${name} ${version} that was checked, and was removed: its SHA-256 is ${found}, not ${expected}`,
  );
}

try {
  check();
} catch (error) {
  console.error(`node: ${error.message}`);
  process.exit(1);
}
