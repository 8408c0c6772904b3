import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PeerMissingError } from './peer.ts';

/** Where packages put servers that they keep off the PATH. */
const ELSEWHERE = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/usr/local/opt'];

/**
 * The folder that holds all of `programs`. @throws PeerMissingError naming them and how to get them
 */
export function findPrograms(programs: readonly string[], advice: string): string {
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const versions = ELSEWHERE.filter((folder) => existsSync(folder)).flatMap((folder) =>
    readdirSync(folder).map((name) => join(folder, name, 'bin')),
  );
  // a link on the PATH may lead to the folder that has the others too
  const linked = onPath.map((folder) => join(folder, programs[0] ?? '')).filter((file) => existsSync(file));
  const folders = [...onPath, ...linked.map((file) => dirname(realpathSync(file))), ...versions.reverse()];
  const found = folders.find((folder) => programs.every((program) => existsSync(join(folder, program))));
  if (!found) throw new PeerMissingError(`${programs.join(' and ')} not found: ${advice}`);
  return found;
}

/** `redis-server --version` and the like, cut to the number. */
export async function versionOf(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ['--version']);
  return /\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? 'unknown version';
}
