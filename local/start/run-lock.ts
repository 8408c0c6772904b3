import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { createAtomically, isMissing, readJson, removeFile } from '../write-atomically.ts';

const ownerSchema = z.object({ pid: z.number().int().positive(), startedAt: z.string() });

/** Another start is running on the same folder. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunning';
}

/**
 * One stack a folder. A lock whose owner is gone, or whose process id now belongs to another program, blocks nothing.
 * Answers the function that gives it back. @throws AlreadyRunningError
 */
export function takeLock(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'run.lock');
  const own = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) ?? '' });
  const unlock = () => removeFile(path);
  if (createAtomically(path, own)) return unlock;
  refuseIfRunning(folder);
  putAside(path, folder);
  if (createAtomically(path, own)) return unlock;
  throw new AlreadyRunningError(`another start takes the lock of ${folder} at this moment`);
}

function refuseIfRunning(folder: string): void {
  const pid = runningOwner(folder);
  if (pid === null) return;
  throw new AlreadyRunningError(`the stack runs already on ${folder} (process ${pid}); end that one first`);
}

/** By renaming: of two starts that find the same stale lock, only one gets it, and never the other's fresh one unseen. */
function putAside(path: string, folder: string): void {
  const aside = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  const owner = ownerOf(aside);
  removeFile(aside);
  if (owner !== null)
    throw new AlreadyRunningError(`another start (process ${owner}) takes the lock of ${folder}; try again`);
}

/** The process that runs the stack on the folder; null when none does. */
export function runningOwner(folder: string): number | null {
  return ownerOf(join(folder, 'run.lock'));
}

/** The living owner that a lock file names. */
function ownerOf(path: string): number | null {
  const owner = ownerSchema.safeParse(tryRead(path)).data;
  if (!owner) return null;
  const startedAt = startOf(owner.pid);
  return startedAt !== null && startedAt === owner.startedAt ? owner.pid : null;
}

function tryRead(path: string): unknown {
  try {
    return readJson(path);
  } catch {
    return undefined;
  }
}

/** When the process began, in its system's own words; with the id it names one process for good. Null: there is none. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the name in brackets may hold spaces; the start time is field 22
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch (error) {
    if (isMissing(error) && process.platform === 'linux') return null;
  }
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}
