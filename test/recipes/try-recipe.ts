import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = 'made-up-program.ts';
const MAX_OUTPUT_BYTES = 16 * 1_024 * 1_024;

/** A made-up variant of one kind, and a program that shows it at work. Paths are from the project's root. */
export interface Recipe {
  /** the first cell of the kind's row in docs/recipes.md, such as `a metric` */
  readonly kind: string;
  /** by path: the whole text of a new file */
  readonly adds: Readonly<Record<string, string>>;
  /** by path: what becomes of a file that exists */
  readonly edits: Readonly<Record<string, (text: string) => string>>;
  /** a module at the root of the copy, with imports such as `./domain/metrics/metric.ts`, that prints one JSON value */
  readonly program: string;
}

/**
 * Adds the variant to a temporary copy of the tree, type-checks the whole copy and runs the program there.
 * Returns what the program printed, parsed.
 * @throws Error when the variant touches a file that its row in docs/recipes.md does not name, when the copy has type
 * errors (the message lists them), or when the program fails
 */
export async function tryRecipe(recipe: Recipe): Promise<unknown> {
  checkNamed(recipe);
  const folder = mkdtempSync(join(tmpdir(), 'pricebell-recipe-'));
  try {
    await copyTree(folder);
    for (const [path, text] of Object.entries(recipe.adds)) write(join(folder, path), text);
    for (const [path, edit] of Object.entries(recipe.edits)) {
      write(join(folder, path), edit(readFileSync(join(folder, path), 'utf8')));
    }
    write(join(folder, PROGRAM), recipe.program);
    await checkTypes(folder);
    const { stdout } = await run(process.execPath, [PROGRAM], { cwd: folder, maxBuffer: MAX_OUTPUT_BYTES });
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Puts `addition` right after `place`. @throws Error unless `place` is in the text exactly once */
export function insertAfter(place: string, addition: string): (text: string) => string {
  return (text) => {
    const count = text.split(place).length - 1;
    if (count !== 1) throw new Error(`${JSON.stringify(place)} is in the file ${count} times, not once`);
    return text.replace(place, () => `${place}${addition}`);
  };
}

/** `NAME` in a path of the document stands for any file name; a path that ends with `/` for all below it. */
function checkNamed({ kind, adds, edits }: Recipe): void {
  const named = touchedPaths(kind);
  const patterns = named.map((path) => {
    const pattern = path.replaceAll('.', '\\.').replaceAll('NAME', '[a-z0-9-]+');
    return new RegExp(`^${pattern}${path.endsWith('/') ? '.+' : ''}$`);
  });
  for (const path of [...Object.keys(adds), ...Object.keys(edits)]) {
    if (patterns.some((pattern) => pattern.test(path))) continue;
    throw new Error(`docs/recipes.md does not name ${path} for ${kind}: it names ${named.join(', ')}`);
  }
}

/** The paths in the second cell of the kind's row. */
export function touchedPaths(kind: string): string[] {
  const rows = readFileSync(join(ROOT, 'docs/recipes.md'), 'utf8').split('\n');
  const row = rows.find((line) => line.startsWith(`| ${kind} |`));
  if (!row) throw new Error(`docs/recipes.md has no row for ${kind}`);
  return [...(row.split('|')[2] ?? '').matchAll(/`([^`\s]+\/[^`\s]*)`/g)].map(([, path = '']) => path);
}

/** What is in version control or would be, as it stands in the work tree. */
async function copyTree(folder: string): Promise<void> {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const { stdout } = await run('git', list, { cwd: ROOT, maxBuffer: MAX_OUTPUT_BYTES });
  for (const path of stdout.split('\0').filter(Boolean)) {
    try {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      copyFileSync(join(ROOT, path), join(folder, path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error; // deleted, and not yet staged
    }
  }
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
}

async function checkTypes(folder: string): Promise<void> {
  try {
    await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc')], {
      cwd: folder,
      maxBuffer: MAX_OUTPUT_BYTES,
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`the copy has type errors:\n${stdout}${stderr}`, { cause: error });
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
