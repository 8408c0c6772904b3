import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge } from '../../../../domain/alerts/judge.ts';
import { movesAtMinutes } from '../../../../domain/metrics/metric.ts';
import { conditionsOf } from '../../../../domain/rules/rule.ts';
import { formatFireValue, headline } from '../../../../text/format/format-fire.ts';
import { formatRule } from '../../../../text/format/format-rule.ts';
import { numberOf } from '../../../oracle/read-explanation.ts';
import { readHeadline, readRule } from '../../../oracle/read-rule.ts';
import { anyRule, anySteps, liveThrough } from '../../../support/lived-alert.ts';
import { buildJudged } from '../../../support/market-events.ts';

test('a rule in one line says every condition and option', () => {
  fc.assert(
    fc.property(anyRule, (rule) => {
      const conditions = conditionsOf(rule).map((it) =>
        [it.metric, it.op, ...('level' in it ? [it.level] : [it.from, it.to])].join(' '),
      );
      const { repeat, rearmPercent, holdSeconds, confirm } = rule;
      expect(readRule(formatRule(rule, { quote: 'USDT' }))).toEqual({
        ...{ conditions, holdSeconds, rearmPercent, atCloses: confirm === 'minute-close' },
        ...{ isEveryTime: repeat.mode === 'every-time' },
        cooldownSeconds: repeat.mode === 'every-time' ? repeat.cooldownSeconds : null,
        step: repeat.mode === 'every-time' && repeat.reanchor ? Number.parseFloat(repeat.reanchor.step) : null,
      });
    }),
    { numRuns: 1_000 },
  );
});

test('a headline says where the value was that fired, and of how many conditions', () => {
  let fires = 0;
  fc.assert(
    fc.property(anyRule, anySteps, (asked, steps) => {
      const lived = liveThrough(asked, steps);
      for (const [index, { event }] of lived.entries()) {
        const before = lived[index - 1];
        if (!before) continue;
        const { rule } = before;
        const judgement = judge(buildJudged(rule, before.state), event);
        if (judgement.decision !== 'fire') continue;
        fires += 1;
        const { condition, reason } = judgement;
        const { metric } = condition;
        const level = 'level' in condition ? condition.level : condition.from;
        const conditions = [{ condition, value: `${event.values.now(metric)}`, deciding: true }];
        const fire = { symbol: 'BTCUSDT', quote: 'USDT', rule, metric, level, reason, conditions };
        const said = readHeadline(headline(fire));
        expect(said).toMatchObject({
          ...{ metric, holdSeconds: rule.holdSeconds, others: conditionsOf(rule).length - 1 },
          atClose: rule.confirm === 'minute-close' && !movesAtMinutes(metric),
        });
        expect(said.place.contains(event.values.now(metric) ?? Number.NaN)).toBe(true);
        const shown = formatFireValue({ ...fire, value: `${event.values.now(metric)}` }, fire);
        expect([shown, said.place.contains(numberOf(shown.replace(/ .*/, '')))]).toEqual([shown, true]);
      }
    }),
    { numRuns: 2_000 },
  );
  expect(fires).toBeGreaterThan(100);
});
