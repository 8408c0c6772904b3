import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCUMENT = join(import.meta.dirname, '../../docs/recipes.md');

/** A made-up variant of one kind. Paths are from the project's root. */
export interface Variant {
  /** the first cell of the kind's row in docs/recipes.md, such as `a metric` */
  readonly kind: string;
  /** by path: the whole text of a new file */
  readonly adds: Readonly<Record<string, string>>;
  /** by path: what becomes of a file that exists */
  readonly edits: Readonly<Record<string, (text: string) => string>>;
}

/** A variant, and a program that shows it at work. */
export interface Recipe extends Variant {
  /** a module at the root of the copy, with imports such as `./domain/metrics/metric.ts`, that prints one JSON value */
  readonly program: string;
  /** what it prints, or matchers of it */
  readonly prints: unknown;
}

/** A variant that lacks a part. */
export interface BrokenRecipe extends Variant {
  /** what the compiler says of it */
  readonly errors: readonly RegExp[];
}

/**
 * `NAME` in a path of the document stands for any file name; a path that ends with `/` for all below it.
 * @throws Error when the variant touches a file that its row in docs/recipes.md does not name
 */
export function checkNamed({ kind, adds, edits }: Variant): void {
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
function touchedPaths(kind: string): string[] {
  const rows = readFileSync(DOCUMENT, 'utf8').split('\n');
  const row = rows.find((line) => line.startsWith(`| ${kind} |`));
  if (!row) throw new Error(`docs/recipes.md has no row for ${kind}`);
  return [...(row.split('|')[2] ?? '').matchAll(/`([^`\s]+\/[^`\s]*)`/g)].map(([, path = '']) => path);
}
