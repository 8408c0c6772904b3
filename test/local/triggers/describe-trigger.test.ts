import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeTrigger } from '../../../local/triggers/describe-trigger.ts';
import { buildTrade } from '../../unit/build/ticks.ts';
import { buildTrigger } from '../../unit/build/triggers.ts';

it('the README shows a trigger as the terminal tells it', () => {
  const { rule, deliveries } = buildTrigger();
  const trigger = buildTrigger({
    symbol: 'ETHUSDT',
    trade: buildTrade({ id: 2000385, price: '2531.7', time: Date.UTC(2026, 10, 22, 10, 27, 32) }),
    value: '2531.7',
    rule: { ...rule, condition: { ...rule.condition, level: '2531.66' } },
    note: 'demo: +0.2 %',
    feed: 'simulator',
    deliveries: Object.fromEntries(
      Object.entries(deliveries).map(([channel, delivery]) => [channel, { ...delivery, state: 'sent' as const }]),
    ),
  });
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  expect(readme.split('\n')).toContain(describeTrigger(trigger));
});

it('a note stays on its line and tells the terminal nothing', () => {
  const line = describeTrigger(buildTrigger({ note: 'one\r\ntwo \u001b[31mred\u0007 \u202eback \u0000end 🔔' }));
  expect(line).toMatch(/ · one two \[31mred back end 🔔$/);
});
