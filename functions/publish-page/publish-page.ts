import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import { PAGE_CONFIG_PATH } from '../../contract/page-config.ts';
import { cacheControlOf, contentTypeOf, HASHED_FOLDER } from '../../contract/page-headers.ts';
import { listPagePaths } from './list-page-paths.ts';

const PARALLEL_UPLOADS = 8;

/** The part of the bucket that the page needs; adapters/page-bucket.ts has it. Paths start with a slash. */
export interface PageFiles {
  put(file: {
    readonly path: string;
    readonly body: Buffer | string;
    readonly contentType: string;
    readonly cacheControl: string;
  }): Promise<void>;
  list(): Promise<string[]>;
  remove(paths: readonly string[]): Promise<void>;
}

export interface PublishDeps {
  readonly bucket: PageFiles;
  /** of the built page */
  readonly folder: string;
}

export interface Publication {
  /** the text of config.json */
  readonly config: string;
  /** paths of the page that was published before: who has it open goes on loading the parts that it lacks */
  readonly before: readonly string[];
}

/**
 * Puts the page into the bucket: first what other files name, `index.html` last, so that at no instant a page names a file that is not
 * there. Then removes what neither this page nor the one before has. May be repeated.
 */
export async function publishPage({ config, before }: Publication, { bucket, folder }: PublishDeps): Promise<void> {
  const paths = await listPagePaths(folder);
  const put = async (path: string) => upload(bucket, path, await readFile(join(folder, path)));
  const isHashed = (path: string) => path.startsWith(HASHED_FOLDER);
  const others = paths.filter((path) => !isHashed(path) && path !== '/index.html');
  await pMap(paths.filter(isHashed), put, { concurrency: PARALLEL_UPLOADS });
  await pMap(others, put, { concurrency: PARALLEL_UPLOADS });
  await upload(bucket, PAGE_CONFIG_PATH, config);
  await put('/index.html');
  const kept = new Set([...paths, ...before, PAGE_CONFIG_PATH]);
  await bucket.remove((await bucket.list()).filter((path) => !kept.has(path)));
}

/** Empties the bucket, which can be removed only then. */
export async function removePage({ bucket }: Pick<PublishDeps, 'bucket'>): Promise<void> {
  await bucket.remove(await bucket.list());
}

function upload(bucket: PageFiles, path: string, body: Buffer | string): Promise<void> {
  return bucket.put({ path, body, contentType: contentTypeOf(path), cacheControl: cacheControlOf(path) });
}
