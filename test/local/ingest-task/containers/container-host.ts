import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ContainerProcess } from './container-process.ts';
import type { Container } from './read-containers.ts';

const END_WITH_PARENT = join(import.meta.dirname, '../../../../local/start/end-with-parent.mjs');

export interface HostOptions {
  /** absolute and empty: volumes and programs are kept there */
  readonly folder: string;
  /** object key → file, of the assets bucket */
  readonly assets: ReadonlyMap<string, string>;
}

/**
 * Runs containers as processes of this machine: what the image brings is a folder on PATH, a volume is a folder, and
 * nothing of this machine's environment is inherited. What no machine without docker can show is the images themselves and
 * the way to S3: `aws` is a stand-in that knows the one command of the task and copies from the local assets.
 */
export class ContainerHost {
  readonly #folder: string;
  readonly #programs: Readonly<Record<string, string>>;

  constructor({ folder, assets }: HostOptions) {
    this.#folder = folder;
    this.#programs = { 'aws-cli': this.#standInAws(assets), node: this.#stockNode() };
  }

  /** `given`: what ECS, or the test in its place, adds to the container's own variables */
  run(container: Container, given: Readonly<Record<string, string>>): ContainerProcess {
    const { entry, programs } = this.#imageOf(container);
    const [command = '', ...args] = [...entry, ...container.command].map((word) => this.#inVolumes(container, word));
    return new ContainerProcess(container.name, {
      command: join(programs, command),
      // ends with us when the test is killed; on ECS nothing is loaded before the bundle
      args: command === 'node' ? ['--import', END_WITH_PARENT, ...args] : args,
      folder: this.#folder,
      environment: { PATH: programs, ...given },
    });
  }

  /** Runs the container's health check once, as ECS does: with Debian's shell, and the variables that `run` was given. */
  isHealthy({ healthCheck }: Container, given: Readonly<Record<string, string>>): boolean {
    const { status } = spawnSync('/bin/sh', ['-c', healthCheck ?? ''], { env: { PATH: '/usr/bin:/bin', ...given } });
    return healthCheck !== null && status === 0;
  }

  /** Both are stock images, known by name: that of the CLI starts `aws`, that of Node its command. */
  #imageOf({ image }: Container): { entry: string[]; programs: string } {
    const name = /([\w-]+):[\w.-]+$/.exec(image)?.[1] ?? '';
    const programs = this.#programs[name];
    if (programs === undefined) throw new Error(`nothing stands in for the image ${image}`);
    return { entry: name === 'aws-cli' ? ['aws'] : [], programs };
  }

  #inVolumes({ mounts }: Container, word: string): string {
    const mount = mounts.find(({ path }) => word.startsWith(`${path}/`));
    if (!mount) return word;
    const folder = join(this.#folder, 'volumes', mount.volume);
    mkdirSync(folder, { recursive: true });
    return join(folder, word.slice(mount.path.length));
  }

  #standInAws(assets: ReadonlyMap<string, string>): string {
    const bucket = this.#makeFolder('bucket');
    for (const [key, file] of assets) symlinkSync(file, join(bucket, key));
    const script = [
      '#!/bin/sh',
      'PATH=/usr/bin:/bin',
      'case "$*" in',
      `  's3 cp --only-show-errors s3://cdk-'*'/'*' '*) exec cp "${bucket}/\${4##*/}" "$5" ;;`,
      'esac',
      'echo "the stand-in knows no: aws $*" >&2; exit 252',
    ];
    const programs = this.#makeFolder('aws-cli');
    writeFileSync(join(programs, 'aws'), `${script.join('\n')}\n`);
    chmodSync(join(programs, 'aws'), 0o755);
    return programs;
  }

  /** The build of nodejs.org, which is what the image holds; not the Node that runs the test, if that is another one. */
  #stockNode(): string {
    const programs = this.#makeFolder('node');
    const stock = join(dirname(createRequire(import.meta.url).resolve('node/package.json')), 'bin', 'node');
    symlinkSync(stock, join(programs, 'node'));
    return programs;
  }

  #makeFolder(name: string): string {
    const path = join(this.#folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  }
}
