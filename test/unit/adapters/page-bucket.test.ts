import { DeleteObjectsCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createPageBucket } from '../../../adapters/page-bucket.ts';

const s3 = mockClient(S3Client);
const bucket = createPageBucket(new S3Client({}), 'b');
beforeEach(() => s3.reset());

test('a file is put under its path without the slash', async () => {
  s3.on(PutObjectCommand).resolves({});
  await bucket.put({ path: '/assets/a.js', body: 'x', contentType: 't', cacheControl: 'c' });
  expect(s3.call(0).args[0].input).toEqual({
    Bucket: 'b',
    Key: 'assets/a.js',
    Body: 'x',
    ContentType: 't',
    CacheControl: 'c',
  });
});

test('the list has every page of the answer', async () => {
  s3.on(ListObjectsV2Command).resolves({ Contents: [{ Key: 'b' }] });
  s3.on(ListObjectsV2Command, { ContinuationToken: undefined }).resolves({
    Contents: [{ Key: 'a' }],
    NextContinuationToken: 'more',
  });
  expect(await bucket.list()).toEqual(['/a', '/b']);
  expect(s3.commandCalls(ListObjectsV2Command).map(({ args }) => args[0].input.ContinuationToken)).toEqual([
    undefined,
    'more',
  ]);
});

test('many files are removed a thousand at a time, and none with no call', async () => {
  s3.on(DeleteObjectsCommand).resolves({});
  await bucket.remove([]);
  expect(s3.calls()).toHaveLength(0);
  await bucket.remove(Array.from({ length: 2_001 }, (_, i) => `/${i}`));
  const sizes = s3.commandCalls(DeleteObjectsCommand).map(({ args }) => args[0].input.Delete?.Objects?.length);
  expect(sizes).toEqual([1_000, 1_000, 1]);
});

test('a file that can not be removed is named', async () => {
  s3.on(DeleteObjectsCommand).resolves({ Errors: [{ Key: 'a.js', Code: 'AccessDenied', Message: 'no' }] });
  await expect(bucket.remove(['/a.js'])).rejects.toThrow("can't remove a.js: no");
});
