import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { METRICS } from '../../domain/metrics/metric.ts';
import type { BenchContext } from '../part.ts';
import { countRow, type Section } from '../report.ts';
import type { MemoryAnswer, MemoryRequest } from './memory-child.ts';

const CHILD = join(import.meta.dirname, 'memory-child.ts');
/** Node's default heap in a container of 512 MB, as the task's: half of it. */
const HEAP = '--max-heap-size=256';
const BANNER = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";
/** The bars (docs/bench.md). */
const MAX_MB = { some: 200, every: 260 };

/** Measures the resident memory of a process that follows many coins with full windows, after minutes of trades. */
export async function measureMemory({ quick, progress }: BenchContext): Promise<Section[]> {
  const request = { coins: 500, minutes: quick ? 1 : 5, tradesPerSecond: 2_000 };
  progress(`processes with ${request.coins} coins`);
  const some = await ask({ ...request, uses: 'some' });
  const every = await ask({ ...request, uses: 'every' });
  const what = `MB resident, ${request.coins} coins`;
  const count = (value: number) => value.toLocaleString('en');
  return [
    {
      title: 'ingest, memory of a process of its own',
      notes: [
        `windows full; ${count(some.trades)} trades in ${request.minutes} min of its time, ${count(some.ticks)} ticks`,
        `with alerts on each of the ${METRICS.length} metrics: rings of every candle, and all values once a minute`,
        'bundled as it is deployed, with the heap of a container of 512 MB; all that the task loads, without sockets; what the collector has not yet given back counts',
      ],
      rows: [
        countRow(what, megabytes(some), MAX_MB.some),
        countRow(`${what}, every metric in use`, megabytes(every), MAX_MB.every),
      ],
    },
  ];
}

function megabytes({ residentBytes }: MemoryAnswer): number {
  return Math.round(residentBytes / 1e6);
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
