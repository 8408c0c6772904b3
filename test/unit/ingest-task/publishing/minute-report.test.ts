import { expect, test } from 'vitest';
import { createCounters } from '../../../../ingest-task/counters.ts';
import { MinuteReport } from '../../../../ingest-task/publishing/minute-report.ts';

const AT = 1_700_000_000_000;
const QUIET = { lagMs: 12, bufferBytes: 400, states: [], leaseHeld: true };

test('a line says what was added since the line before', () => {
  const counters = createCounters();
  counters.trades = 5;
  const line = new MinuteReport(counters);
  counters.trades += 3;
  counters.holes += 1;
  expect(line.next(AT, QUIET)).toMatchObject({ trades: 3, holes: 1, reconnects: 0 });
  counters.trades += 2;
  expect(line.next(AT, QUIET)).toMatchObject({ trades: 2, holes: 0 });
});

test('coins are counted by state, and as seen or unseen', () => {
  const states = ['live', 'live', 'dark', 'catching-up', 'requested', 'halted', 'rejected'] as const;
  expect(new MinuteReport(createCounters()).next(AT, { ...QUIET, states })).toMatchObject({
    coinsSeen: 2,
    coinsUnseen: 3,
    coins: { requested: 1, live: 2, 'catching-up': 1, dark: 1, halted: 1, delisted: 0, rejected: 1 },
  });
});

test('its metrics follow the embedded metric format: each is a number of the line, and no dimension is a coin', () => {
  const fields = new MinuteReport(createCounters()).next(AT, { ...QUIET, states: ['live'] });
  // as the log prints it
  const printed = JSON.parse(JSON.stringify(fields));
  const { Timestamp, CloudWatchMetrics } = printed._aws;
  expect(Timestamp).toBe(AT);
  expect(CloudWatchMetrics).toHaveLength(1);
  const [{ Namespace, Dimensions, Metrics }] = CloudWatchMetrics;
  expect([Namespace, Dimensions, printed.service]).toEqual(['Pricebell', [['service']], 'ingest']);
  for (const { Name, Unit } of Metrics) {
    expect(typeof printed[Name], Name).toBe('number');
    expect(['Count', 'Bytes', 'Milliseconds']).toContain(Unit);
  }
  // more than ten metrics of an account cost money
  expect(Metrics.length).toBeLessThanOrEqual(10);
});

test('an event is a metric in the minutes in which there was one, and a number of each line', () => {
  const counters = createCounters();
  const line = new MinuteReport(counters);
  const metricsOf = (fields: Record<string, unknown>) => {
    const { Metrics } = JSON.parse(JSON.stringify(fields))._aws.CloudWatchMetrics[0];
    return Metrics.map(({ Name }: { Name: string }) => Name);
  };
  const quiet = line.next(AT, QUIET);
  expect(quiet).toMatchObject({ holes: 0, reconnects: 0, regionRefusals: 0, backfilledTrades: 0 });
  expect(metricsOf(quiet)).toEqual(['lagMs', 'bufferBytes', 'coinsSeen', 'coinsUnseen', 'leaseHeld']);
  counters.holes += 2;
  counters.reconnects += 1;
  const loud = line.next(AT, QUIET);
  expect(loud).toMatchObject({ holes: 2, reconnects: 1 });
  expect(metricsOf(loud).slice(5)).toEqual(['holes', 'reconnects']);
});

test('a lag that was not measured is left out, and so is its metric', () => {
  const fields = JSON.stringify(new MinuteReport(createCounters()).next(AT, { ...QUIET, lagMs: null }));
  expect(fields).not.toContain('lagMs');
});

test('a standby says that it does not hold the lease', () => {
  const line = new MinuteReport(createCounters());
  expect(line.next(AT, QUIET)).toMatchObject({ leaseHeld: 1 });
  expect(line.next(AT, { ...QUIET, leaseHeld: false })).toMatchObject({ leaseHeld: 0 });
});
