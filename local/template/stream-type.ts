import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  type KinesisClient,
  ResourceNotFoundException,
} from '@aws-sdk/client-kinesis';
import * as z from 'zod';
import { waitUntil } from '../wait-until.ts';
import { defineResource } from './resource-type.ts';

const ACTIVE_WITHIN_MS = 10_000;

export const kinesisStream = defineResource(
  z.strictObject({ Name: z.string().optional(), ShardCount: z.number().int().min(1) }),
  async ({ logicalId, properties, workbench }) => {
    const name = properties.Name ?? logicalId;
    const arn = await createStream(workbench.kinesis, name, properties.ShardCount);
    workbench.plan.streams.push(name);
    return { ref: name, attributes: { Arn: arn } };
  },
);

/** Makes the stream unless it exists, waits until it accepts records, and returns its ARN. */
export async function createStream(client: KinesisClient, name: string, shards: number): Promise<string> {
  if (!(await describe(client, name))) {
    await client.send(new CreateStreamCommand({ StreamName: name, ShardCount: shards }));
  }
  return waitUntil(`stream ${name} to be active`, ACTIVE_WITHIN_MS, async () => {
    const summary = await describe(client, name);
    return summary?.StreamStatus === 'ACTIVE' ? summary.StreamARN : undefined;
  });
}

export async function describe(client: KinesisClient, name: string) {
  try {
    const { StreamDescriptionSummary } = await client.send(new DescribeStreamSummaryCommand({ StreamName: name }));
    return StreamDescriptionSummary ?? null;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return null;
    throw error;
  }
}
