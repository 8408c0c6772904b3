import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { encodePosition } from '../../../domain/market/position.ts';
import { describeTrigger } from '../../../local/triggers/describe-trigger.ts';
import { buildCrossingRule, CROSSES_65000 } from '../../support/crossing-rule.ts';
import { buildTrade } from '../../support/ticks.ts';
import { ALERT_ID, buildTrigger } from '../../support/triggers.ts';

it('the README shows a trigger as the terminal prints it', () => {
  const { deliveries } = buildTrigger();
  const time = Date.UTC(2026, 10, 22, 10, 27, 32);
  const trigger = buildTrigger({
    symbol: 'ETHUSDT',
    trade: buildTrade({ id: 2000385, price: '2531.7', time }),
    value: '2531.7',
    id: `${ALERT_ID}@${encodePosition({ tradeId: 2000385, instant: time })}`,
    rule: buildCrossingRule({ condition: { ...CROSSES_65000, level: '2531.66' } }),
    note: 'demo: +0.2 %',
    feed: 'simulator',
    deliveries: Object.fromEntries(
      Object.entries(deliveries).map(([channel, delivery]) => [channel, { ...delivery, state: 'sent' as const }]),
    ),
  });
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  expect(readme.split('\n')).toContain(describeTrigger(trigger));
});

it('a note stays on its line and holds no control characters', () => {
  const line = describeTrigger(buildTrigger({ note: 'one\r\ntwo \u001b[31mred\u0007 \u202eback \u0000end 🔔' }));
  expect(line).toMatch(/ · one two \[31mred back end 🔔$/);
});

it('the name of the alert stands first, on its line', () => {
  const line = describeTrigger(buildTrigger({ name: 'Breakout \u202eback' }));
  expect(line).toMatch(/^trigger {2}Breakout back: BTCUSDT 65,001.2 crossed up/);
});

it('another metric is named, with its unit and the options of the rule', () => {
  const rule = buildCrossingRule({ condition: { metric: 'change-1h', op: 'above', level: '5' }, holdSeconds: 300 });
  const position = encodePosition({ tradeId: 12, instant: Date.UTC(2026, 0, 5, 12, 5) });
  const fire = {
    id: `${ALERT_ID}@${position}`,
    rule,
    metric: 'change-1h',
    reason: 'holds',
    value: '5.123456',
  } as const;
  expect(describeTrigger(buildTrigger(fire))).toBe(
    'trigger  BTCUSDT change-1h 5.12 % reached (change-1h at or above 5 %, held for 5 minutes)' +
      ' after trade 12 at 12:05:00 UTC, email queued',
  );
});
