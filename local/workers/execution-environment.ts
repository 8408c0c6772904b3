import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { eachLine } from '../engines/child-process.ts';
import type { FunctionPlan } from '../template/plan.ts';
import { type WorkerInput, workerMessageSchema } from './worker-protocol.ts';

/** The invocation has no result: the function threw, timed out, or its worker ended. */
export class InvocationFailedError extends Error {
  override readonly name: string = 'InvocationFailedError';
}

const START_TIMEOUT_MS = 20_000;
/** A laptop runs several of these. A small young generation costs a little speed and saves much memory. */
const YOUNG_GENERATION_MB = 8;

export interface EnvironmentOptions {
  readonly plan: FunctionPlan;
  readonly environment: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
}

interface Pending {
  readonly requestId: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export interface ExecutionEnvironment {
  readonly busy: boolean;
  readonly ended: boolean;
  readonly loaded: Promise<void>;
  invoke(event: unknown): Promise<unknown>;
  /** ends the thread at once, even during an invocation */
  kill(): Promise<void>;
}

/** Starts a worker thread with one function: its own memory limit and environment, one invocation at a time. */
export function startEnvironment({ plan, environment, onLine }: EnvironmentOptions): ExecutionEnvironment {
  const { name: functionName, bundle, handler, memoryMb } = plan;
  const workerData: WorkerInput = { functionName, bundle, handler, memoryMb };
  const worker = new Worker(new URL('./function-worker.ts', import.meta.url), {
    workerData,
    env: { ...environment },
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryMb, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  let pending: Pending | null = null;
  let ended = false;
  const loaded = Promise.withResolvers<void>();
  loaded.promise.catch(() => {}); // the invocation that waits for it reports the error

  eachLine(worker.stdout, onLine);
  eachLine(worker.stderr, onLine);
  const end = (why: string) => {
    ended = true;
    const error = new InvocationFailedError(`${functionName}: ${why}`);
    loaded.reject(error);
    pending?.reject(error);
    pending = null;
  };
  worker.on('error', (error) => end(error instanceof Error ? error.message : String(error)));
  worker.on('exit', (code) => end(`its worker ended (code ${code})`));
  worker.on('message', (value: unknown) => {
    const message = workerMessageSchema.parse(value);
    if (message.kind === 'loaded') return loaded.resolve();
    if (!pending || pending.requestId !== message.requestId) return;
    const { resolve, reject } = pending;
    pending = null;
    if (message.kind === 'result') resolve(message.result);
    else reject(new InvocationFailedError(`${functionName}: ${message.name}: ${message.message}`));
  });

  async function kill(): Promise<void> {
    ended = true; // at once: the thread's exit event comes later
    await worker.terminate();
  }

  function post(event: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const requestId = randomUUID();
      pending = { requestId, resolve, reject };
      worker.postMessage({ requestId, event, deadline: Date.now() + plan.timeoutMs });
    });
  }

  return {
    get busy() {
      return pending !== null;
    },
    get ended() {
      return ended;
    },
    loaded: loaded.promise,
    kill,
    async invoke(event) {
      await withTimeLimit(loaded.promise, { limitMs: START_TIMEOUT_MS, what: `${functionName}: did not load`, kill });
      return withTimeLimit(post(event), { limitMs: plan.timeoutMs, what: `${functionName}: timed out`, kill });
    },
  };
}

interface TimeLimit {
  readonly limitMs: number;
  /** what was not done in time, for the error */
  readonly what: string;
  readonly kill: () => Promise<void>;
}

/** Ends the worker at the limit, as Lambda ends an environment that times out. */
async function withTimeLimit<T>(work: Promise<T>, { limitMs, what, kill }: TimeLimit): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(new InvocationFailedError(`${what} after ${limitMs} ms`));
    void kill();
  }, limitMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
