import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { createAtomically, isMissing, readJson, removeFile } from '../write-atomically.ts';

const ownerSchema = z.object({ pid: z.number().int().positive(), startedAt: z.string() });

/** Another stack runs on the same folder. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
}

/**
 * Allows one stack a folder. A lock whose owner has ended, or whose process id now belongs to another program, does not count.
 * Returns the function that releases the lock. @throws AlreadyRunningError
 */
export function takeLock(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'run.lock');
  const own = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) ?? '' });
  const unlock = () => removeFile(path);
  if (createAtomically(path, own)) return unlock;
  refuseIfRunning(folder);
  removeStaleLock(path, folder);
  if (createAtomically(path, own)) return unlock;
  throw new AlreadyRunningError(`another start takes the lock of ${folder} at this moment`);
}

function refuseIfRunning(folder: string): void {
  const pid = runningOwner(folder);
  if (pid === null) return;
  throw new AlreadyRunningError(`the stack runs already on ${folder} (process ${pid}); end that one first`);
}

/** Removes a stale lock by renaming it: of two starts that find it, only one succeeds, and neither removes the other's new lock. */
function removeStaleLock(path: string, folder: string): void {
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

/** The id of the process that runs the stack on the folder; null when none does. */
export function runningOwner(folder: string): number | null {
  return ownerOf(join(folder, 'run.lock'));
}

/** The owner in a lock file, if it still runs. */
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

/** The process's start time, as the system writes it. With the id it identifies a process for good. Null: no such process. */
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
