import { join } from 'node:path';
import { type Endpoints, sdkEnvironment } from '../local-account.ts';
import type { FunctionPlan, Plan } from '../template/plan.ts';
import { type Choose, chooseAtRandom, createPool, type FunctionPool } from '../workers/function-pool.ts';
import { errorIn, openLogFile } from './log-file.ts';

/** More than one environment, as on AWS, so that no function relies on its memory. */
const SHARED_POOL_SIZE = 2;

export interface FunctionsOptions {
  readonly plan: Pick<Plan, 'functions' | 'mappings' | 'integrations'>;
  readonly endpoints: Endpoints;
  readonly logsFolder: string;
  readonly report: (text: string) => void;
  readonly choose?: Choose;
}

export type Functions = ReadonlyMap<string, FunctionPool>;

/** Starts the execution environments of every function. Their first invocation waits until the code is loaded. */
export function startFunctions(options: FunctionsOptions): Functions {
  const { plan, choose = chooseAtRandom } = options;
  return new Map(
    [...plan.functions.values()].map((definition) => [
      definition.name,
      createPool({
        plan: definition,
        environment: environmentOf(definition, options.endpoints),
        onLine: lineWriter(definition.name, options),
        size: poolSize(definition.name, plan),
        choose,
      }),
    ]),
  );
}

/** Behind a queue, as many as the mapping calls at once. */
function poolSize(name: string, { mappings, integrations }: FunctionsOptions['plan']): number {
  const sizes = mappings.flatMap((mapping) => {
    if (mapping.functionName !== name) return [];
    if (mapping.source === 'sqs') return [mapping.maxConcurrency];
    return mapping.source === 'kinesis' ? [SHARED_POOL_SIZE] : [];
  });
  return Math.max(1, ...sizes, [...integrations.values()].includes(name) ? SHARED_POOL_SIZE : 1);
}

function environmentOf(
  { name, environment, memoryMb, bundle }: FunctionPlan,
  endpoints: Endpoints,
): Record<string, string> {
  return {
    ...environment,
    ...sdkEnvironment(endpoints),
    LAMBDA_TASK_ROOT: bundle,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    NODE_OPTIONS: '',
    TZ: 'UTC',
  };
}

function lineWriter(name: string, { logsFolder, report }: FunctionsOptions): (line: string) => void {
  const log = openLogFile(join(logsFolder), name);
  return (line) => {
    log.write(line);
    const error = errorIn(line);
    if (error !== null) report(`${name}: ${error}`);
  };
}

/** @throws Error when the function does not exist or the invocation fails */
export async function invokeFunction(functions: Functions, name: string, event: unknown): Promise<unknown> {
  const pool = functions.get(name);
  if (!pool) throw new Error(`there is no function ${name}`);
  return pool.invoke(event);
}
