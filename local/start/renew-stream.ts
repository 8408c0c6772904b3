import { DeleteStreamCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import { createKinesisSource } from '../mappings/kinesis-source.ts';
import { forgetPositions, openPositions } from '../mappings/positions.ts';
import type { StreamMappingPlan } from '../template/plan.ts';
import { createStream, describe } from '../template/stream-type.ts';
import { waitUntil } from '../wait-until.ts';

const GONE_WITHIN_MS = 10_000;

export interface StreamRenewal {
  readonly client: KinesisClient;
  readonly name: string;
  /** the mappings that read the stream */
  readonly readers: readonly StreamMappingPlan[];
  readonly positionsFolder: string;
}

/**
 * The engine deletes an expired record only when a reader passes it, so a stream would grow for ever. Therefore, before anything is
 * written, a stream that all its readers have read to the end is deleted and made again. Returns whether it was.
 */
export async function renewStream({ client, name, readers, positionsFolder }: StreamRenewal): Promise<boolean> {
  const summary = await describe(client, name);
  if (!summary?.StreamARN) return false;
  for (const reader of readers) if (!(await isRead(client, reader, positionsFolder))) return false;
  await client.send(new DeleteStreamCommand({ StreamName: name }));
  await waitUntil(
    `stream ${name} to be gone`,
    GONE_WITHIN_MS,
    async () => !(await describe(client, name)) || undefined,
  );
  await createStream(client, name, summary.OpenShardCount ?? 1);
  for (const reader of readers) forgetPositions(positionsFolder, reader.name);
  return true;
}

async function isRead(client: KinesisClient, reader: StreamMappingPlan, positionsFolder: string): Promise<boolean> {
  const source = createKinesisSource(client, reader.sourceArn);
  const positions = openPositions({
    folder: positionsFolder,
    name: reader.name,
    sourceArn: reader.sourceArn,
    since: 0,
  });
  for (const { id } of await source.shards()) {
    const { records } = await source.open(id, positions.get(id)).read(1);
    if (records.length > 0) return false;
  }
  return true;
}
