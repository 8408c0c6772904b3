import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { allStorms, concurrencyOf, largestStorm, NEW_ACCOUNT, STORMS } from '../../infra/concurrency.ts';
import { render } from './render.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const DEPLOY_PAGE = readFileSync(join(import.meta.dirname, '../../docs/deploy.md'), 'utf8');
/** Partitions of a new on-demand table, and shards of its stream. One with little provisioned capacity has one. */
const ON_DEMAND_SHARDS = 4;

const mappingSchema = z.object({
  FunctionName: z.unknown(),
  EventSourceArn: z.unknown(),
  ParallelizationFactor: z.number().default(1),
  ScalingConfig: z.object({ MaximumConcurrency: z.number() }).optional(),
});

/** How many of each function its mapping or schedule starts at once, read from the template alone. */
function allowedBy(template: Template): Record<string, number> {
  const rules = Object.values(template.findResources('AWS::Events::Rule', { Properties: { State: 'ENABLED' } }));
  const scheduled = rules.flatMap(({ Properties }) => {
    if (!Properties.ScheduleExpression) return [];
    return z
      .array(z.object({ Arn: z.unknown() }))
      .parse(Properties.Targets)
      .map(({ Arn }) => [render(Arn).replace(/\.Arn$/, ''), 1]);
  });
  const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
  const mapped = mappings.map(({ Properties }) => {
    const { FunctionName, EventSourceArn, ParallelizationFactor, ScalingConfig } = mappingSchema.parse(Properties);
    const atOnce =
      ScalingConfig?.MaximumConcurrency ?? ParallelizationFactor * shardsOf(template, render(EventSourceArn));
    return [render(FunctionName), atOnce];
  });
  return Object.fromEntries([...scheduled, ...mapped]);
}

function shardsOf(template: Template, source: string): number {
  const stream = template.findResources('AWS::Kinesis::Stream')[source];
  if (stream) return Number(stream.Properties.ShardCount);
  const table = template.findResources('AWS::DynamoDB::Table')[source.replace('.StreamArn', '')];
  if (!table) throw new Error(`${source} has no shards and no limit of its own`);
  // one that is provisioned may have been on demand before: its stream keeps its shards
  return ON_DEMAND_SHARDS;
}

function sum(counts: Record<string, number>, functions: readonly string[]): number {
  return functions.reduce((total, name) => total + (counts[name] ?? Number.NaN), 0);
}

describe.each(['personal', 'production'])('what runs at once in %s', (stage) => {
  const { template, config } = synthesise({ ...REAL_SENDER, stage });
  const allowed = allowedBy(template);

  it('is what the template allows', () => {
    const table = Object.entries(concurrencyOf(config)).map(([name, { atOnce }]) => [name, atOnce]);
    expect(Object.fromEntries(table)).toMatchObject(allowed);
    expect(table.map(([name]) => name).sort()).toEqual(
      Object.keys(template.findResources('AWS::Lambda::Function')).sort(),
    );
  });

  it.each(Object.entries(STORMS))('of %s leaves the ticks theirs in an account that has ten', (_cause, functions) => {
    expect(functions).toContain('EvaluateTicks');
    expect(sum(allowed, functions)).toBeLessThanOrEqual(NEW_ACCOUNT);
  });

  it('belongs to some storm, for each function that no request of a person starts', () => {
    const started = new Set<string>(Object.values(STORMS).flat());
    expect(Object.keys(allowed).filter((name) => !started.has(name))).toEqual([]);
    expect(allStorms(config)).toBe(sum(allowed, Object.keys(allowed)));
  });

  it('is more with each shard, and less with fewer callers of webhooks', () => {
    expect(largestStorm({ ...config, tickShards: 4 }).atOnce).toBe(largestStorm(config).atOnce + 3);
    expect(allStorms({ ...config, webhookCallers: 2 })).toBe(allStorms(config) - 2);
  });
});

describe('webhookCallers', () => {
  it('is how many invocations the queue of webhooks starts', () => {
    expect(allowedBy(synthesise({ ...REAL_SENDER, webhookCallers: '2' }).template).CallWebhooks).toBe(2);
  });

  it.each(['1', '101'])('is not %s', (webhookCallers) => {
    expect(() => synthesise({ ...REAL_SENDER, webhookCallers })).toThrow(/webhookCallers: give at/);
  });
});

it('docs/deploy.md has the table of what runs at once', () => {
  const { config } = synthesise();
  for (const [name, { atOnce, because, reserved }] of Object.entries(concurrencyOf(config))) {
    expect(DEPLOY_PAGE).toContain(`| \`${name}\` | ${atOnce} | ${because} | ${reserved ?? ''} |`);
  }
});
