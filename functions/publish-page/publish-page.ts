import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pMap from 'p-map';
import type { PageBucket } from '../../adapters/page-bucket.ts';
import { PAGE_CONFIG_PATH } from '../../contract/page-config.ts';
import { cacheControlOf, contentTypeOf, HASHED_FOLDER } from '../../contract/page-headers.ts';

const PARALLEL_UPLOADS = 8;

export interface PublishDeps {
  readonly bucket: PageBucket;
  /** of the built page */
  readonly folder: string;
}

export interface Publication {
  /** of its files; each starts with a slash */
  readonly paths: readonly string[];
  /** those of the page that was published before: who has it open goes on loading the parts that it lacks */
  readonly before: readonly string[];
  /** the text of config.json */
  readonly config: string;
}

/**
 * Puts the page into the bucket: first what other files name, `index.html` last, so that at no instant a page names a file that is not
 * there. Then removes what neither this page nor the one before has. May be repeated.
 */
export async function publishPage(
  { paths, before, config }: Publication,
  { bucket, folder }: PublishDeps,
): Promise<void> {
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

function upload(bucket: PageBucket, path: string, body: Buffer | string): Promise<void> {
  return bucket.put({ path, body, contentType: contentTypeOf(path), cacheControl: cacheControlOf(path) });
}
