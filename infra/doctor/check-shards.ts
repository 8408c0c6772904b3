import { DescribeStreamSummaryCommand, type KinesisClient } from '@aws-sdk/client-kinesis';
import type { Config } from '../config.ts';
import { type Finding, ok, stop } from './finding.ts';
import type { OwnStack } from './own-stack.ts';

const ABOUT = 'shards';

/** Kinesis makes a new stream with any number of shards, and at most doubles or halves that of an old one at a time. */
export async function checkShards(kinesis: KinesisClient, own: OwnStack | null, config: Config): Promise<Finding> {
  const wanted = config.tickShards;
  const [StreamName] = own?.idsOf('AWS::Kinesis::Stream') ?? [];
  if (!StreamName) return ok(ABOUT, `The stream of ticks gets ${wanted}.`);
  const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
  const now = StreamDescriptionSummary?.OpenShardCount ?? wanted;
  const [next = wanted, ...later] = shardSteps(now, wanted);
  if (later.length === 0) {
    return ok(
      ABOUT,
      now === wanted ? `The stream of ticks has ${now}.` : `The stream of ticks goes from ${now} to ${wanted}.`,
    );
  }
  const steps = [next, ...later].map((count) => `-c tickShards=${count}`);
  return stop(
    ABOUT,
    `The stream of ticks has ${now}, and Kinesis at most doubles or halves that at a time (ten times a day). Deploy with ${steps.join(', then with ')}.`,
  );
}

/** The numbers of shards to deploy one after the other, `wanted` the last; empty when there are as many. */
export function shardSteps(now: number, wanted: number): number[] {
  if (now === wanted) return [];
  const next = wanted > now ? Math.min(wanted, now * 2) : Math.max(wanted, Math.ceil(now / 2));
  return [next, ...shardSteps(next, wanted)];
}
