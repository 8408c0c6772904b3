import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AlreadyRunningError, runningOwner, takeLock } from '../../../local/start/run-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'pricebell-lock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (owner: unknown) => writeFileSync(join(folder, 'run.lock'), JSON.stringify(owner));

describe('the lock of a data folder', () => {
  it('is held by one, and is free again after its release', () => {
    const unlock = takeLock(folder);
    expect(runningOwner(folder)).toBe(process.pid);
    expect(() => takeLock(folder)).toThrow(AlreadyRunningError);
    expect(() => takeLock(folder)).toThrow(`process ${process.pid}`);
    unlock();
    expect(runningOwner(folder)).toBeNull();
    takeLock(folder)();
  });

  it('blocks nobody when its owner is gone', () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    write({ pid, startedAt: '1' });
    takeLock(folder)();
  });

  it('blocks nobody when its owner’s process id now belongs to another process', () => {
    write({ pid: process.pid, startedAt: 'long ago' });
    takeLock(folder)();
  });

  it('blocks nobody when it is half written', () => {
    writeFileSync(join(folder, 'run.lock'), '{"pid":');
    takeLock(folder)();
  });
});
