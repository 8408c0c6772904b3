import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import { REGION } from '../local-account.ts';
import { eachLine } from './child-process.ts';
import type { EmulatorsInput } from './emulators-worker.ts';

const STOP_WITHIN_MS = 3_000;
const YOUNG_GENERATION_MB = 8;

const messageSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ready'),
    kinesis: z.string(),
    queues: z.string(),
    mail: z.string(),
    issuer: z.string(),
  }),
  z.object({ kind: z.literal('problem'), text: z.string() }),
  z.object({ kind: z.literal('failed'), text: z.string() }),
  z.object({ kind: z.literal('stopped') }),
]);

export interface Emulators {
  readonly kinesis: string;
  readonly queues: string;
  readonly mail: string;
  readonly issuer: string;
  stop(): Promise<void>;
}

/**
 * Starts Kinesis, SQS, SES and the OIDC issuer in one worker thread: they end with this process, and their work does not delay the
 * mappings.
 */
export function startEmulators(
  input: EmulatorsInput,
  { onProblem, onLine }: { onProblem: (text: string) => void; onLine: (line: string) => void },
): Promise<Emulators> {
  const worker = new Worker(new URL('./emulators-worker.ts', import.meta.url), {
    workerData: input,
    env: { ...process.env, AWS_REGION: REGION },
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    stdout: true,
    stderr: true,
  });
  eachLine(worker.stdout, onLine);
  eachLine(worker.stderr, onLine);
  const stopped = new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
    worker.on('message', (message: unknown) => {
      if (messageSchema.safeParse(message).data?.kind === 'stopped') resolve();
    });
  });
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.on('message', (message: unknown) => {
      const parsed = messageSchema.parse(message);
      if (parsed.kind === 'problem') onProblem(parsed.text);
      if (parsed.kind === 'failed') void worker.terminate().then(() => reject(new Error(parsed.text)));
      if (parsed.kind === 'ready') resolve({ ...parsed, stop: () => stop(worker, stopped) });
    });
  });
}

async function stop(worker: Worker, stopped: Promise<void>): Promise<void> {
  worker.postMessage('stop');
  const timer = setTimeout(() => void worker.terminate(), STOP_WITHIN_MS);
  await stopped;
  clearTimeout(timer);
  await worker.terminate();
}
