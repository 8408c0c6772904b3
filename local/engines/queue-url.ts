import type { SQSClient } from '@aws-sdk/client-sqs';

/** The engine's address instead of the host name in the URL: that name contains the region, and not every machine resolves it. */
export async function localQueueUrl(client: SQSClient, queueUrl: string): Promise<string> {
  const endpoint = await client.config.endpoint?.();
  if (!endpoint) throw new Error('the SQS client has no endpoint');
  return `${endpoint.protocol}//${endpoint.hostname}:${endpoint.port ?? 80}${new URL(queueUrl).pathname}`;
}
