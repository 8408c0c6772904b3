import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openLogFile } from '../../local/start/log-file.ts';
import { type SupervisedTask, superviseTask } from '../../local/start/supervise-task.ts';
import { awsClient, awsEnvironment, type Credentials, type Emulator } from './emulator.ts';
import type { TaskDefinition } from './task-definition.ts';

const READY_WITHIN_MS = 30_000;

export interface TaskOptions {
  readonly emulator: Emulator;
  readonly definition: TaskDefinition;
  /** credentials of the task's role */
  readonly credentials: Credentials;
  readonly feed: { readonly wsUrl: string; readonly restUrl: string };
  readonly report: (text: string) => void;
}

/**
 * Runs the task as a process, as ECS does in a container: fetches the bundle and runs it with the task definition's environment and the
 * role's credentials. Only the feed is another one.
 */
export async function startTask(options: TaskOptions): Promise<SupervisedTask> {
  const { emulator, definition, credentials, feed, report } = options;
  const faults: string[] = [];
  const log = openLogFile(emulator.folder, 'ingest');
  const task = superviseTask({
    name: 'Ingest',
    program: await fetchBundle(options),
    environment: {
      ...definition.environment,
      ...awsEnvironment(emulator, credentials),
      BINANCE_WS_URL: feed.wsUrl,
      BINANCE_REST_URL: feed.restUrl,
    },
    writeLog: log.write,
    report(text) {
      faults.push(text);
      report(text);
    },
  });
  try {
    await readyInTime(task, faults);
    return task;
  } catch (error) {
    await task.stop();
    throw error;
  }
}

async function readyInTime({ ready }: SupervisedTask, faults: readonly string[]): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    late.reject(
      new Error(`the ingest task was not ready after ${READY_WITHIN_MS} ms: ${faults[0] ?? 'it said nothing'}`),
    );
  }, READY_WITHIN_MS);
  await Promise.race([ready, late.promise]).finally(() => clearTimeout(timer));
}

async function fetchBundle({ emulator, definition, credentials }: TaskOptions): Promise<string> {
  const { bucket, key } = definition.bundle;
  const s3 = awsClient(S3Client, emulator, credentials);
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  const content = await Body?.transformToByteArray();
  if (!content) throw new Error(`s3://${bucket}/${key} is empty`);
  const folder = join(emulator.folder, 'bundle');
  mkdirSync(folder, { recursive: true });
  const program = join(folder, 'main.mjs');
  writeFileSync(program, content);
  return program;
}
