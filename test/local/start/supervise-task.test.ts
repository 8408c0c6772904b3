import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { superviseTask } from '../../../local/start/supervise-task.ts';
import { waitUntil } from '../../../local/wait-until.ts';

const folder = mkdtempSync(join(tmpdir(), 'pricebell-task-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const READY = `console.log('{"message":"ready"}');`;
const FLUSHING = `process.on('SIGTERM', () => { console.log('flushed'); process.exit(0); }); setInterval(() => {}, 1000);`;

function supervise(source: string) {
  const program = join(folder, `${Math.random().toString(36).slice(2)}.mjs`);
  writeFileSync(program, source);
  const lines: string[] = [];
  const reports: string[] = [];
  const task = superviseTask({
    name: 'Ingest',
    program,
    environment: { PATH: process.env.PATH ?? '', ONLY: 'this' },
    writeLog: (line) => lines.push(line),
    report: (text) => reports.push(text),
  });
  return { task, lines, reports };
}

describe('the ingest task', () => {
  it('is ready when it says so, and flushes when it is stopped', async () => {
    const { task, lines, reports } = supervise(`${FLUSHING} console.log(process.env.ONLY); ${READY}`);
    await task.ready;
    await task.stop();
    expect(lines).toEqual(['this', '{"message":"ready"}', 'flushed']);
    expect(reports).toEqual([]);
  });

  it('is started again when it crashes, and the terminal says so', async () => {
    const { task, lines, reports } = supervise(`${FLUSHING} ${READY}`);
    await task.ready;
    const first = task.pid();
    task.crash();
    await waitUntil('the second start', 10_000, async () => lines.length === 2 || undefined);
    expect(task.pid()).not.toBe(first);
    await task.stop();
    expect(reports).toEqual(['Ingest ended (signal SIGKILL); it is started again in 500 ms']);
  });

  it('has its errors printed in one line', async () => {
    const { task, reports } = supervise(
      `${FLUSHING} console.log(JSON.stringify({ level: 'error', message: 'no socket', fault: 'refused' })); ${READY}`,
    );
    await task.ready;
    await task.stop();
    expect(reports).toEqual(['Ingest: no socket: refused']);
  });

  it('ends by itself when the process that started it is gone', async () => {
    const { startChild } = await import('../../../local/engines/child-process.ts');
    const preload = join(import.meta.dirname, '../../../local/start/end-with-parent.mjs');
    const parent = join(folder, 'parent.mjs');
    writeFileSync(join(folder, 'child.mjs'), 'console.log(process.pid); setInterval(() => {}, 1000);');
    writeFileSync(
      parent,
      `import { spawn } from 'node:child_process';
       const child = spawn(process.execPath, ['--import', ${JSON.stringify(preload)}, ${JSON.stringify(join(folder, 'child.mjs'))}],
         { detached: true, stdio: ['pipe', 'inherit', 'inherit'] });
       setInterval(() => {}, 1000);`,
    );
    const lines: string[] = [];
    const child = startChild({
      command: process.execPath,
      args: [parent],
      environment: process.env,
      folder,
      onLine: (line) => lines.push(line),
    });
    const pid = Number(await waitUntil('the child', 10_000, async () => lines[0]));
    process.kill(child.pid ?? 0, 'SIGKILL');
    await waitUntil('the end of the child', 5_000, async () => isGone(pid) || undefined);
  });
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch {
    return true;
  }
}
