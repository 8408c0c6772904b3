import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { isMissing, readJson, removeFile } from '../write-whole.ts';

const ownerSchema = z.object({ pid: z.number().int().positive(), startedAt: z.string() });

/** Another start is running on the same folder. */
export class AlreadyRunning extends Error {
  override readonly name = 'AlreadyRunning';
}

/** A stale lock is taken over at most this often, against two starts that do so at once. */
const MAX_TAKEOVERS = 3;

/**
 * One stack a folder. A lock whose owner is gone, or whose process id now belongs to another program, blocks nothing.
 * Answers the function that gives it back. @throws AlreadyRunning
 */
export function takeLock(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'run.lock');
  const own = JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) ?? '' });
  for (let tries = 0; tries < MAX_TAKEOVERS; tries += 1) {
    if (create(path, own)) return () => removeFile(path);
    const pid = runningOwner(folder);
    if (pid !== null) {
      throw new AlreadyRunning(`the stack runs already on ${folder} (process ${pid}); end that one first`);
    }
    removeFile(path);
  }
  throw new AlreadyRunning(`another start takes the lock of ${folder} at this moment`);
}

/** The process that runs the stack on the folder; null when none does. */
export function runningOwner(folder: string): number | null {
  const owner = ownerSchema.safeParse(tryRead(join(folder, 'run.lock'))).data;
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

function create(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
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
