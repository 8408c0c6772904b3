import { CustomResource, Duration, FileSystem, type Stack } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { PageConfig } from '../../../contract/page-config.ts';
import { allow } from '../allow.ts';
import { LambdaFunction } from '../lambda-function.ts';
import { listPagePaths } from './list-page-paths.ts';

export interface PublishedPageProps {
  readonly bucket: IBucket;
  /** the built page */
  readonly folder: string;
  /** of config.json */
  readonly settings: PageConfig;
}

/** The deploy waits so long for an answer, and a function that dies gives none. */
const ANSWER_WITHIN = Duration.minutes(3);

/**
 * The files of the page in the bucket. The deploy calls a function that has them beside its code: it puts each with its own type and
 * `Cache-Control`, and empties the bucket when the stack is removed. Why no `BucketDeployment`: docs/decisions/0029.
 */
export function addPublishedPage(scope: Stack, { bucket, folder, settings }: PublishedPageProps): void {
  const publish = new LambdaFunction(scope, 'PublishPage', {
    entry: 'functions/publish-page/handler.ts',
    folder: { from: folder, to: 'page' },
    timeout: Duration.seconds(60),
    environment: { PAGE_BUCKET: bucket.bucketName },
  });
  allow(publish, ['s3:PutObject', 's3:DeleteObject'], [bucket.arnForObjects('*')]);
  allow(publish, ['s3:ListBucket'], [bucket.bucketArn]);
  new CustomResource(scope, 'PageFiles', {
    resourceType: 'Custom::PageFiles',
    serviceToken: publish.functionArn,
    serviceTimeout: ANSWER_WITHIN,
    // any of them is another page: the deploy calls the function again
    properties: {
      Content: FileSystem.fingerprint(folder),
      // which to publish, and for the next deploy which to keep for who has the page open
      Files: listPagePaths(folder),
      Config: scope.toJsonString(settings),
    },
  });
}
