import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { BenchContext } from '../part.ts';
import { countRow, type Section } from '../report.ts';
import type { MemoryAnswer, MemoryRequest } from './memory-child.ts';

const CHILD = join(import.meta.dirname, 'memory-child.ts');
/** Node's default heap in a container of 512 MB, as the task's: half of it. */
const HEAP = '--max-heap-size=256';
const BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";
/** The bar (docs/bench.md). */
const MAX_MB = 200;

/** Measures the resident memory of a process that follows many coins with full windows, after minutes of trades. */
export async function measureMemory({ quick, progress }: BenchContext): Promise<Section[]> {
  const request = { coins: 500, minutes: quick ? 1 : 5, tradesPerSecond: 2_000 };
  progress(`a process with ${request.coins} coins`);
  const { residentBytes, trades, ticks } = await ask(request);
  const what = `MB resident, ${request.coins} coins`;
  return [
    {
      title: 'ingest, memory of a process of its own',
      notes: [
        `windows full; ${trades.toLocaleString('en')} trades in ${request.minutes} min of its time, ${ticks.toLocaleString('en')} ticks`,
        'bundled as it is deployed, with the heap of a container of 512 MB; all that the task loads, without sockets; what the collector has not yet given back counts',
      ],
      rows: [countRow(what, Math.round(residentBytes / 1e6), MAX_MB)],
    },
  ];
}

async function ask(request: MemoryRequest): Promise<MemoryAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'pricebell-bench-'));
  const outfile = join(folder, 'child.mjs');
  try {
    const banner = { js: BANNER };
    await build({ entryPoints: [CHILD], outfile, banner, bundle: true, platform: 'node', format: 'esm', minify: true });
    return await run(outfile, request);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function run(program: string, request: MemoryRequest): Promise<MemoryAnswer> {
  return new Promise((resolve, reject) => {
    // without the benchmark's own flags
    const child = fork(program, { execArgv: [HEAP] });
    let answer: MemoryAnswer | null = null;
    child.on('message', (message: MemoryAnswer) => {
      answer = message;
    });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (answer) resolve(answer);
      else reject(new Error(`the process that was to be measured ended with ${code}`));
    });
    child.send(request);
  });
}
