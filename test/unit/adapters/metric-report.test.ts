import { expect, test } from 'vitest';
import { createLog } from '../../../adapters/log.ts';
import { functionMetrics, METRIC_NAMESPACE, metricFields } from '../../../adapters/metric-report.ts';

test('metrics stand at the top of a log line, where CloudWatch looks for them, beside fields that are there to be read', () => {
  const lines: string[] = [];
  const fields = metricFields({
    service: 'functions',
    at: 7,
    units: { late: 'Milliseconds' },
    values: { late: 5, symbol: 'BTCUSDT' },
  });
  createLog((line) => void lines.push(line)).info('minute', fields);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    message: 'minute',
    service: 'functions',
    late: 5,
    symbol: 'BTCUSDT',
    _aws: {
      Timestamp: 7,
      CloudWatchMetrics: [
        { Namespace: METRIC_NAMESPACE, Dimensions: [['service']], Metrics: [{ Name: 'late', Unit: 'Milliseconds' }] },
      ],
    },
  });
});

test('a metric without a value in this line is not named', () => {
  expect(metricFields({ service: 'ingest', at: 7, units: { late: 'Milliseconds' }, values: {} })._aws).toMatchObject({
    CloudWatchMetrics: [{ Metrics: [] }],
  });
});

test('what functions report has them as its service', () => {
  expect(functionMetrics({}, 7)).toMatchObject({ service: 'functions', _aws: { Timestamp: 7 } });
});
