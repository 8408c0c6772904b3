import { expect, test } from 'vitest';
import { ExchangeError } from '../../../../ingest-task/exchange/exchange-error.ts';
import { RefusalGate } from '../../../../ingest-task/exchange/refusal-gate.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

function begin() {
  const clock = manualClock();
  const log = recordedLog();
  const pauseMs = ({ retryAfterMs }: ExchangeError, refusals: number) => Math.max(retryAfterMs, refusals * 1_000);
  return { clock, log, gate: new RefusalGate({ clock, log, purpose: 'trades', pauseMs }) };
}

test('each refusal in a row closes the gate for longer, until an answer comes', async () => {
  const { clock, gate } = begin();
  const server = new ExchangeError('server', 'HTTP 503');
  gate.refused(server);
  expect(gate.closedUntil - clock.elapsed()).toBe(1_000);
  gate.refused(server);
  expect(gate.closedUntil - clock.elapsed()).toBe(2_000);
  await clock.advance(2_000);
  gate.answered();
  gate.refused(server);
  expect(gate.closedUntil - clock.elapsed()).toBe(1_000);
});

test('a shorter pause does not open the gate earlier', () => {
  const { clock, gate } = begin();
  gate.refused(new ExchangeError('banned', 'HTTP 418', 60_000));
  gate.closeFor(1_000);
  expect(gate.closedUntil - clock.elapsed()).toBe(60_000);
});

test('each kind of refusal is logged once, and so is the first answer after refusals', () => {
  const { log, gate } = begin();
  gate.answered();
  gate.refused(new ExchangeError('server', 'HTTP 503'));
  gate.refused(new ExchangeError('server', 'HTTP 502'));
  gate.refused(new ExchangeError('firewall', 'HTTP 403'));
  gate.answered();
  gate.answered();
  expect(log.lines.map(({ message, fields }) => [message, fields.error])).toEqual([
    ['the exchange gives no trades', 'HTTP 503'],
    ['the exchange gives no trades', 'HTTP 403'],
    ['the exchange gives trades again', undefined],
  ]);
});
