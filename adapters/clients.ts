import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { SESClient } from '@aws-sdk/client-ses';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/**
 * Every SDK client is made here, with explicit timeouts and attempts. Region, credentials and `AWS_ENDPOINT_URL*` come from
 * the environment.
 */
const CONNECT_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 5_000;
const MAX_ATTEMPTS = 3;
/** A post to a socket that the gateway does not take by then has failed: what it would have said is in the next frame, or in a list that can be read. */
export const POST_TIMEOUT_MS = 400;

/** `requestTimeout` in ms, for one attempt. */
export function connection(requestTimeout = REQUEST_TIMEOUT_MS) {
  return {
    requestHandler: new NodeHttpHandler({
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout,
      throwOnRequestTimeout: true, // without it the SDK only logs a warning and goes on waiting
    }),
    maxAttempts: MAX_ATTEMPTS,
  };
}

/** For what is done to a table itself. */
export function makeTableClient(): DynamoDBClient {
  return new DynamoDBClient(connection());
}

/** What calls the tables. */
export type DocumentClient = DynamoDBDocumentClient;

/** `watcher` sees each call, such as what it takes. */
export function makeDocumentClient(watcher?: { watch(client: DynamoDBClient): void }): DynamoDBDocumentClient {
  const client = makeTableClient();
  watcher?.watch(client);
  return DynamoDBDocumentClient.from(client, {
    marshallOptions: { removeUndefinedValues: true },
  });
}

export function makeStreamsClient(): DynamoDBStreamsClient {
  return new DynamoDBStreamsClient(connection());
}

/** No retries in the SDK: the publisher retries, as it must keep the order of each coin's ticks. HTTP/1.1. */
export function makeKinesisClient(): KinesisClient {
  return new KinesisClient({ ...connection(), maxAttempts: 1 });
}

export function makeQueueClient(): SQSClient {
  return new SQSClient(connection());
}

/** For the files of the page. */
export function makeObjectClient(): S3Client {
  return new S3Client(connection());
}

/** No retries in the SDK: a send that timed out may have succeeded. The queue brings the job again. */
export function makeMailClient(): SESClient {
  return new SESClient({ ...connection(10_000), maxAttempts: 1 });
}

/** `endpoint`: the management address of one WebSocket API, `https://…/stage`. No retries: a post that timed out may have succeeded. */
export function makeSocketsClient(endpoint: string): ApiGatewayManagementApiClient {
  return new ApiGatewayManagementApiClient({ ...connection(POST_TIMEOUT_MS), endpoint, maxAttempts: 1 });
}
