import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createPageBucket } from '../../../adapters/page-bucket.ts';
import { answerDeploy } from '../../../functions/publish-page/answer-deploy.ts';
import type { Engine } from '../../../local/engines/dynamodb.ts';
import { startQueues } from '../../../local/engines/queues.ts';

const BUCKET = 'page';
const folder = mkdtempSync(join(tmpdir(), 'pricebell-page-'));
const answers: unknown[] = [];
/** The engine of the queues has buckets too. */
let engine: Engine;
let s3: S3Client;
let cloudFormation: Server;
let responseUrl: string;
/** what CloudFormation says to an answer */
let status = 200;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<title>p</title>');
  writeFileSync(join(folder, 'assets/main-1a.js'), 'export {};');
  engine = await startQueues(mkdtempSync(join(tmpdir(), 'pricebell-bucket-')));
  s3 = new S3Client({
    endpoint: engine.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    forcePathStyle: true,
  });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  cloudFormation = createServer(async (request, response) => {
    answers.push(await json(request));
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
  const address = cloudFormation.address();
  responseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/answer?signature=s`;
});
afterAll(async () => {
  s3?.destroy();
  await engine?.stop();
  cloudFormation?.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  answers.length = 0;
  status = 200;
});

function deploy(type: 'Create' | 'Update' | 'Delete', bucketName = BUCKET): Promise<void> {
  const event = {
    RequestType: type,
    ResponseURL: responseUrl,
    StackId: 'stack',
    RequestId: 'request',
    LogicalResourceId: 'PageFiles',
    ResourceType: 'Custom::PageFiles',
    ServiceToken: 'function',
    ResourceProperties: {
      ServiceToken: 'function',
      Content: 'c',
      Files: ['/assets/main-1a.js', '/index.html'],
      Config: '{"clientId":"c"}',
    },
    ...(type === 'Update' && { OldResourceProperties: { Content: 'b', Files: ['/assets/main-0z.js'], Config: '{}' } }),
  };
  return answerDeploy(event, { bucket: createPageBucket(s3, bucketName), folder });
}

const named = { PhysicalResourceId: 'page', StackId: 'stack', RequestId: 'request', LogicalResourceId: 'PageFiles' };

test('a deploy publishes the page and is answered; its removal empties the bucket', async () => {
  await deploy('Create');
  expect(answers).toEqual([{ Status: 'SUCCESS', ...named }]);
  const config = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'config.json' }));
  expect(config).toMatchObject({ ContentType: 'application/json', CacheControl: 'no-cache' });
  expect(await config.Body?.transformToString()).toBe('{"clientId":"c"}');

  await deploy('Update');
  const pages = createPageBucket(s3, BUCKET);
  expect((await pages.list()).sort()).toEqual(['/assets/main-1a.js', '/config.json', '/index.html']);
  await deploy('Delete');
  expect(await pages.list()).toEqual([]);
  expect(answers).toHaveLength(3);
});

test('a page that can not be published fails the deploy at once, with the reason', async () => {
  await deploy('Create', 'no-such-bucket');
  expect(answers).toEqual([{ Status: 'FAILED', Reason: expect.stringMatching(/NoSuchBucket/), ...named }]);
});

test('an answer that is not taken fails the call, so that Lambda calls again', async () => {
  status = 403;
  await expect(deploy('Create')).rejects.toThrow('CloudFormation takes no answer: 403');
});
