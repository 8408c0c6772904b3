import {
  type EnvironmentOptions,
  type ExecutionEnvironment,
  InvocationFailedError,
  startEnvironment,
} from './execution-environment.ts';

/** Most invocations at once of a function that has no bound of its own: what an account of AWS has. */
const ACCOUNT_CONCURRENCY = 1_000;

/** The function has as many invocations as it may have at once. On AWS this is status 429 of Lambda. */
export class ThrottledError extends InvocationFailedError {
  override readonly name: string = 'ThrottledError';
}

/** Picks one of `count` free environments: an index below `count`. */
export type Choose = (count: number) => number;

export const chooseAtRandom: Choose = (count) => Math.floor(Math.random() * count);

export interface PoolOptions extends EnvironmentOptions {
  readonly size: number;
  readonly choose?: Choose;
}

export interface FunctionPool {
  readonly name: string;
  /** resolves when every environment has loaded the code. @throws InvocationFailedError when one can't */
  loaded(): Promise<void>;
  /** @throws ThrottledError above the function's bound, InvocationFailedError */
  invoke(event: unknown): Promise<unknown>;
  /** indexes of the busy environments */
  busy(): number[];
  /** ends an environment, as a crash would; a new one replaces it */
  kill(index: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The execution environments of one function. Invocations beyond their number wait, where AWS would start more environments, and
 * those beyond the function's bound are refused, as on AWS. An environment that has ended is replaced when it is needed next.
 */
export function createPool({ size, choose = chooseAtRandom, ...options }: PoolOptions): FunctionPool {
  const environments: ExecutionEnvironment[] = Array.from({ length: size }, () => startEnvironment(options));
  const taken = new Set<number>();
  const waiting: ((index: number) => void)[] = [];
  const { name, maxConcurrency } = options.plan;
  const bound = maxConcurrency ?? ACCOUNT_CONCURRENCY;
  let underWay = 0;
  let stopping = false;

  function acquire(): Promise<number> {
    const free = environments.map((_, index) => index).filter((index) => !taken.has(index));
    const chosen = free[choose(free.length)];
    if (chosen !== undefined) {
      taken.add(chosen);
      return Promise.resolve(chosen);
    }
    return new Promise((resolve) => waiting.push(resolve));
  }

  function release(index: number): void {
    const next = waiting.shift();
    if (next) next(index);
    else taken.delete(index);
  }

  function environmentAt(index: number): ExecutionEnvironment {
    const present = environments[index];
    if (present && !present.ended) return present;
    const fresh = startEnvironment(options);
    environments[index] = fresh;
    return fresh;
  }

  return {
    name,
    async loaded() {
      await Promise.all(environments.map((environment) => environment.loaded));
    },
    async invoke(event) {
      if (stopping) throw new InvocationFailedError(`${name}: is stopping`);
      if (underWay >= bound) throw new ThrottledError(`${name}: more than ${bound} invocations at once`);
      underWay += 1;
      const index = await acquire();
      try {
        return await environmentAt(index).invoke(event);
      } finally {
        release(index);
        underWay -= 1;
      }
    },
    busy: () => environments.flatMap((environment, index) => (environment.busy ? [index] : [])),
    async kill(index) {
      await environments[index]?.kill();
    },
    async stop() {
      stopping = true;
      await Promise.all(environments.map((environment) => environment.kill()));
    },
  };
}
