import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { isObject } from '../json.ts';
import { functionArn } from '../template/gateway-types.ts';
import { type Invocation, invocationSchema, type WorkerMessage, workerInputSchema } from './worker-protocol.ts';

/** One execution environment of a Lambda function: loads its code once, then handles one invocation at a time. */
const port = parentPort;
if (!port) throw new Error('this file runs as a worker thread only');
const input = workerInputSchema.parse(workerData);
const handler = await loadHandler();

port.on('message', async (message: unknown) => {
  const invocation = invocationSchema.parse(message);
  post(await answer(invocation));
});
post({ kind: 'loaded' });

function post(message: WorkerMessage): void {
  port?.postMessage(message);
}

type Handler = (event: unknown, context: unknown) => unknown;

async function loadHandler(): Promise<Handler> {
  const [file, name] = input.handler.split('.');
  const module: unknown = await import(pathToFileURL(join(input.bundle, `${file}.js`)).href);
  const exported = isObject(module) && name ? (module[name] ?? defaultExport(module)[name]) : undefined;
  if (typeof exported !== 'function') throw new Error(`${input.functionName}: ${input.handler} is no function`);
  return (event, context) => exported(event, context);
}

/** Node gives the exports of a CommonJS bundle as the default when it can't read their names. */
function defaultExport(module: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return isObject(module.default) ? module.default : {};
}

async function answer({ requestId, event, deadline }: Invocation): Promise<WorkerMessage> {
  try {
    const result = await handler(event, contextOf(requestId, deadline));
    // Lambda passes the result on as JSON
    return { kind: 'result', requestId, result: result === undefined ? null : JSON.parse(JSON.stringify(result)) };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
    return { kind: 'error', requestId, name, message };
  }
}

function contextOf(requestId: string, deadline: number) {
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: input.functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn(input.functionName),
    memoryLimitInMB: String(input.memoryMb),
    logGroupName: `/aws/lambda/${input.functionName}`,
    logStreamName: 'local',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}
