import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { contentTypeOf } from '../../contract/page-headers.ts';

/** A file of the page, with what is sent beside it. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  /** null: compressing gains nothing */
  readonly gzipped: Buffer | null;
  readonly etag: string;
}

const COMPRESSED_ALREADY = new Set(['.png', '.woff2']);
/** Below this a packet is as good as two. */
const MIN_GZIP_BYTES = 1_000;

/**
 * Every file under the folder by its path from there, which starts with a slash; none of a hidden folder, which is for tools. They are
 * kept in memory: the folder may be removed while the stack runs.
 * @throws Error that names a file whose type is not known
 */
export function readPageFiles(folder: string): Map<string, PageFile> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll('\\', '/'));
  return new Map(
    paths
      .filter((path) => !path.includes('/.'))
      .map((path) => [path, toPageFile(path, readFileSync(join(folder, path)))]),
  );
}

/** A file with this content, by the type of its path. @throws Error when the type is not known */
export function toPageFile(path: string, body: Buffer): PageFile {
  const type = contentTypeOf(path);
  const isWorthIt = body.length >= MIN_GZIP_BYTES && !COMPRESSED_ALREADY.has(extname(path));
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { type, body, gzipped: isWorthIt ? gzipSync(body) : null, etag };
}
