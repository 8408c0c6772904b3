import { execFile } from 'node:child_process';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PeerMissingError } from './peer.ts';

/** Folders where packages put servers that are not on the PATH. */
const ELSEWHERE = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/usr/local/opt'];

/**
 * Finds the folder that holds all of `programs`. @throws PeerMissingError that names them and how to install them
 */
export function findPrograms(programs: readonly string[], advice: string): string {
  const onPath = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const versions = ELSEWHERE.filter((folder) => existsSync(folder)).flatMap((folder) =>
    readdirSync(folder).map((name) => join(folder, name, 'bin')),
  );
  // a link on the PATH may lead to the folder with the others
  const linked = onPath.map((folder) => join(folder, programs[0] ?? '')).filter((file) => existsSync(file));
  const folders = [...onPath, ...linked.map((file) => dirname(realpathSync(file))), ...versions.reverse()];
  const found = folders.find((folder) => programs.every((program) => existsSync(join(folder, program))));
  if (!found) throw new PeerMissingError(`${programs.join(' and ')} not found: ${advice}`);
  return found;
}

/** The number in the output of `redis-server --version` and the like. */
export async function versionOf(program: string): Promise<string> {
  const { stdout } = await promisify(execFile)(program, ['--version']);
  return /\d+(?:\.\d+)+/.exec(stdout)?.[0] ?? 'unknown version';
}
