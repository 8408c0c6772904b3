import { DeleteObjectsCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

interface BucketFile {
  readonly path: string;
  readonly body: Buffer | string;
  readonly contentType: string;
  readonly cacheControl: string;
}

/** The bucket that the page is served from. A path starts with a slash, an object's key does not. */
export function createPageBucket(client: S3Client, bucket: string) {
  const Bucket = bucket;
  return {
    async put({ path, body, contentType, cacheControl }: BucketFile): Promise<void> {
      const described = { Body: body, ContentType: contentType, CacheControl: cacheControl };
      await client.send(new PutObjectCommand({ Bucket, Key: path.slice(1), ...described }));
    },

    async list(): Promise<string[]> {
      const paths: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await client.send(new ListObjectsV2Command({ Bucket, ContinuationToken }));
        paths.push(...(page.Contents ?? []).map(({ Key = '' }) => `/${Key}`));
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
      return paths;
    },

    /** @throws Error that names a file that could not be removed */
    async remove(paths: readonly string[]): Promise<void> {
      for (let from = 0; from < paths.length; from += MAX_KEYS_A_CALL) {
        const Objects = paths.slice(from, from + MAX_KEYS_A_CALL).map((path) => ({ Key: path.slice(1) }));
        const removed = await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
        const [problem] = removed.Errors ?? [];
        if (problem) throw new Error(`can't remove ${problem.Key}: ${problem.Message ?? problem.Code}`);
      }
    },
  };
}

export type PageBucket = ReturnType<typeof createPageBucket>;

/** DeleteObjects takes no more. */
const MAX_KEYS_A_CALL = 1_000;
