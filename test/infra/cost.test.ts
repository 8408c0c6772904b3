import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { REPORT_INTERVAL_MS } from '../../functions/evaluate-ticks/judging-report.ts';
import { billTable, total } from '../../infra/cost/bill-table.ts';
import { EVERY_MS, SIZES, USUAL_LOAD } from '../../infra/cost/load.ts';
import { monthlyBill } from '../../infra/cost/monthly-bill.ts';
import { runCost } from '../../infra/cost/run-cost.ts';
import { ROUND_MS } from '../../ingest-task/history/candle-writer.ts';
import { METRIC_NAMES, MINUTE_REPORT_INTERVAL_MS } from '../../ingest-task/publishing/minute-report.ts';
import { SNAPSHOT_INTERVAL_MS } from '../../ingest-task/publishing/prices-snapshot.ts';
import { LIST_RENEWAL_MS } from '../../ingest-task/publishing/unwatched-list.ts';
import { RENEW_INTERVAL_MS } from '../../ingest-task/run/lease/lease.ts';
import { CATALOGUE_INTERVAL_MS } from '../../ingest-task/watching/catalogue.ts';
import { POLL_INTERVAL_MS, REREAD_INTERVAL_MS } from '../../ingest-task/watching/wanted-coins.ts';
import { synthesise } from './synthesise.ts';

const DEPLOY_PAGE = readFileSync(join(import.meta.dirname, '../../docs/deploy.md'), 'utf8');
const BAR_USD = 31;
const FIXED_BAR_USD = 22;

const bill = monthlyBill(USUAL_LOAD);
/** What the sums by hand are made for, whatever else the stack gets. */
const reckoned = monthlyBill({ ...USUAL_LOAD, workQueues: 1, alarmedMetrics: 13 });

function usdOf(about: string, lines = bill): number {
  const found = lines.find((line) => line.about === about);
  if (!found) throw new Error(`the bill has no line ${about}`);
  return found.usd;
}

describe('the bill of 20 coins, 1,000 alerts and 100 mails a day', () => {
  it('is 31 USD a month at most, 22 of it fixed', () => {
    expect(USUAL_LOAD).toMatchObject({ coins: 20, alerts: 1_000, mailsADay: 100 });
    expect(total(bill).usd).toBeLessThanOrEqual(BAR_USD);
    expect(total(bill.filter(({ fixed }) => fixed)).usd).toBeLessThanOrEqual(FIXED_BAR_USD);
  });

  it.each([
    ['Ingest task', 7.21], // what Fargate asks for 730 hours of 0.25 vCPU and 0.5 GB
    ['Its public address', 3.65], // 730 × 0.005
    ['Ticks stream', 10.95], // 730 × 0.015
    ['Ticks', 1.1], // 20 × 1.5 × 2,628,000 s = 78.84 million, × 0.014
    ['Prices of all coins', 1.64], // 876,000 writes of 2,950 bytes, three units
    ['How far ticks are judged', 0.04], // 58,400 writes of one unit
    ['List of unwatched intervals', 0.01], // 2,920 writes of one unit, and 20 reads with each
    ['Lease and checkpoint', 0.55], // 876,000 writes of one unit
    ['Alarms and metrics', 0.3], // three alarms past the first ten
    ['Mails', 0.49], // 3,042 × 0.16 / 1,000
    ['Watching for coins and alerts', 1.61], // (4 × 2,628,000 − 2,500,000) × 0.02 / 100,000, and a scan a minute
    ['Queues', 0], // 666,000 requests, of a million that are free
  ])('has %s for %d', (about, usd) => {
    expect(usdOf(about, reckoned)).toBeCloseTo(usd, 2);
  });

  it('grows by a task and its address with a standby, and by a shard with a shard', () => {
    const more = monthlyBill({ ...USUAL_LOAD, ingestTasks: 2 });
    expect(total(more).usd - total(bill).usd).toBeCloseTo(7.21 + 3.65, 2);
    const wider = monthlyBill({ ...USUAL_LOAD, tickShards: 2 });
    expect(usdOf('Ticks stream', wider)).toBeCloseTo(21.9, 2);
  });

  it('stands in docs/deploy.md as the program prints it', () => {
    expect(DEPLOY_PAGE).toContain(billTable(bill));
  });
});

describe('the assumptions of the bill', () => {
  it('are the task’s own intervals', () => {
    expect(EVERY_MS).toEqual({
      leaseRenewal: RENEW_INTERVAL_MS,
      pricesSnapshot: SNAPSHOT_INTERVAL_MS,
      candleRound: ROUND_MS,
      catalogue: CATALOGUE_INTERVAL_MS,
      coinStreamPoll: POLL_INTERVAL_MS,
      coinTableRead: REREAD_INTERVAL_MS,
      logLine: MINUTE_REPORT_INTERVAL_MS,
      judgingReport: REPORT_INTERVAL_MS,
      unwatchedList: LIST_RENEWAL_MS,
    });
  });

  it('are the sizes in the template', () => {
    const { template } = synthesise();
    const one = (type: string, id?: string) => {
      const found = Object.entries(template.findResources(type)).find(([name]) => id === undefined || name === id);
      return z.record(z.string(), z.unknown()).parse(found?.[1].Properties);
    };
    const { Cpu, Memory } = one('AWS::ECS::TaskDefinition');
    expect([Number(Cpu) / 1_024, Number(Memory) / 1_024]).toEqual([SIZES.taskCpu, SIZES.taskGb]);
    expect(one('AWS::ECS::Service').DesiredCount).toBe(USUAL_LOAD.ingestTasks);
    expect(one('AWS::Kinesis::Stream').ShardCount).toBe(USUAL_LOAD.tickShards);
    expect(one('AWS::Lambda::Function', 'EvaluateTicks').MemorySize).toBe(SIZES.evaluateGb * 1_024);
    expect(one('AWS::Lambda::Function', 'Api').MemorySize).toBe(SIZES.apiGb * 1_024);
    expect(one('AWS::Lambda::Function', 'Preview').MemorySize).toBe(SIZES.previewGb * 1_024);
    const filters = Object.keys(template.findResources('AWS::Logs::MetricFilter'));
    expect([...METRIC_NAMES, ...filters]).toHaveLength(SIZES.metrics);
    // an alarm on one metric names it; one on several lists them, beside the expression
    const alarms = Object.values(template.findResources('AWS::CloudWatch::Alarm'));
    const looksAt = ({ Properties }: (typeof alarms)[number]) =>
      Properties.Metrics?.filter(({ MetricStat }: { MetricStat?: object }) => MetricStat).length ?? 1;
    expect(alarms.reduce((sum, alarm) => sum + looksAt(alarm), 0)).toBe(USUAL_LOAD.alarmedMetrics);
    const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
    const fromQueues = mappings.filter(({ Properties }) => Properties.StartingPosition === undefined);
    expect(fromQueues).toHaveLength(USUAL_LOAD.workQueues);
  });

  it('leave out nothing that costs money when idle', () => {
    const { template } = synthesise();
    const costly = ['EC2::NatGateway', 'ElasticLoadBalancingV2::LoadBalancer', 'KMS::Key', 'SecretsManager::Secret'];
    for (const type of costly) template.resourceCountIs(`AWS::${type}`, 0);
    for (const { Properties } of Object.values(template.findResources('AWS::EC2::VPCEndpoint'))) {
      expect(Properties.VpcEndpointType).toBe('Gateway');
    }
  });
});

describe('npm run cost', () => {
  it('takes another load', () => {
    expect(runCost([]).text).toBe(billTable(bill));
    expect(runCost(['coins=100']).text).toBe(billTable(monthlyBill({ ...USUAL_LOAD, coins: 100 })));
  });

  it.each(['coin=5', 'coins=many', 'coins', 'toString=1'])('refuses %s and lists the names', (argument) => {
    const { text, code } = runCost([argument]);
    expect(text).toMatch(/is not understood\n\n.*\n(.*\n)*.*coins=20/);
    expect(code).toBe(1);
  });
});
