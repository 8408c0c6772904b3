import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Variant } from './recipe.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = 'made-up-program.ts';
const MAX_OUTPUT_BYTES = 16 * 1_024 * 1_024;

/** A temporary copy of the tree. Type-checking it takes ten seconds, so that one copy takes many variants. */
export class TreeCopy {
  readonly #folder = mkdtempSync(join(tmpdir(), 'pricebell-recipes-'));

  /** Copies what is in version control or would be, as it stands in the work tree. */
  static async make(): Promise<TreeCopy> {
    const copy = new TreeCopy();
    const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
    const { stdout } = await run('git', list, { cwd: ROOT, maxBuffer: MAX_OUTPUT_BYTES });
    for (const path of stdout.split('\0').filter(Boolean)) copy.#take(path);
    symlinkSync(join(ROOT, 'node_modules'), join(copy.#folder, 'node_modules'));
    return copy;
  }

  /** @throws Error when an edit does not find its place */
  add({ adds, edits }: Variant): void {
    for (const [path, text] of Object.entries(adds)) this.#write(path, text);
    for (const [path, edit] of Object.entries(edits)) this.#write(path, edit(this.#read(path)));
  }

  #write(path: string, text: string): void {
    mkdirSync(dirname(join(this.#folder, path)), { recursive: true });
    writeFileSync(join(this.#folder, path), text);
  }

  /** What the compiler says of the copy; empty when it has no error. */
  async typeErrors(): Promise<string> {
    try {
      const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
      await run(process.execPath, [compiler], { cwd: this.#folder, maxBuffer: MAX_OUTPUT_BYTES });
      return '';
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      return `${stdout}${stderr}`;
    }
  }

  /** What the program prints, parsed. @throws Error when it fails */
  async runProgram(program: string): Promise<unknown> {
    this.#write(PROGRAM, program);
    const { stdout } = await run(process.execPath, [PROGRAM], { cwd: this.#folder, maxBuffer: MAX_OUTPUT_BYTES });
    return JSON.parse(stdout);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #read(path: string): string {
    return readFileSync(join(this.#folder, path), 'utf8');
  }

  #take(path: string): void {
    try {
      mkdirSync(dirname(join(this.#folder, path)), { recursive: true });
      copyFileSync(join(ROOT, path), join(this.#folder, path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // deleted, and not yet staged
    }
  }
}
