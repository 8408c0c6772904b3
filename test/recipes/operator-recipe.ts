import { insertAfter } from './insert-after.ts';
import type { Recipe } from './recipe.ts';

/** Met while the value is in the range, bounds inside. */
const INSIDE = `
import { RETREAT_AWAY } from '../retreat.ts';
import type { OperatorDefinition } from './operator.ts';

export const inside = {
  name: 'inside',
  shape: 'range',
  words: 'within',
  fires: { while: ['within'] },
  retreat: RETREAT_AWAY,
} as const satisfies OperatorDefinition;
`;

const PROGRAM = `
import { createAlertSchema } from './contract/alert-request.ts';
import { requestedRule } from './contract/requested-rule.ts';
import { invalidFields } from './domain/rules/invalid-fields.ts';
import { OPERATORS } from './domain/rules/operators/operators.ts';
import { TickEvaluator } from './functions/evaluate-ticks/tick-evaluator.ts';
import { MemoryAlertIndex } from './test/support/memory-alert-index.ts';
import { silentLog } from './test/support/silent-log.ts';
import { buildTick, buildTrade } from './test/support/ticks.ts';
import { explainAlert } from './text/explain/explain-alert.ts';
import { headline } from './text/format/format-fire.ts';

const inRange = { metric: 'price', op: 'inside', from: '100', to: '101' };
const body = { symbol: 'BTCUSDT', condition: inRange, repeat: { mode: 'every-time', cooldownSeconds: null }, rearmPercent: 1 };
const rule = requestedRule(createAlertSchema.parse(body));
const contradiction = requestedRule(
  createAlertSchema.parse({ symbol: 'BTCUSDT', all: [inRange, { metric: 'price', op: 'above', level: '102' }] }),
);

const ID = 'BTCUSDT-0-01J9ZX00000000000000000000';
const alertIndex = new MemoryAlertIndex();
alertIndex.create(ID, rule, { armAfter: 0, bookVersion: 0 });
const evaluator = new TickEvaluator({ alertIndex, log: silentLog, now: () => 99 });
const prices = ['99', '100.5', '101.5', '100.5', '102.5', '100.5', '99.5'];
const trades = prices.map((price, index) => buildTrade({ id: index + 1, price }));
const sentences: string[] = [];
for (const [index, trade] of trades.entries()) {
  const before = { previous: trades[index - 1] ?? null, beforePrevious: trades[index - 2] ?? null };
  await evaluator.evaluate(buildTick([trade], { ...before, seq: index + 1 }));
  const entry = alertIndex.get(ID);
  if (!entry) throw new Error('the alert is gone');
  const coin = { state: 'live', price: trade.price, lastTradeId: trade.id, tradeAt: trade.time } as const;
  const lastTrigger = alertIndex.fires.at(-1) ?? null;
  sentences.push(explainAlert({ ...entry, lastTrigger, quote: 'USDT' }, { coin, now: trade.time, clock: () => 'then' }));
}
console.log(JSON.stringify({
  operators: OPERATORS,
  invalid: [invalidFields(rule), invalidFields(contradiction)],
  fires: alertIndex.fires.map(({ trade, reason }) => [trade.id, reason]),
  headline: alertIndex.fires.map((fire) => headline({ ...fire, symbol: 'BTCUSDT', quote: 'USDT', rule }))[0],
  sentences: sentences.slice(0, 2),
}));
`;

/** An operator takes its own file and a line of the list. */
export const OPERATOR: Recipe = {
  kind: 'an operator',
  adds: { 'domain/rules/operators/inside.ts': INSIDE },
  edits: {
    'domain/rules/operators/operators.ts': (text) =>
      insertAfter('crosses, enters, leaves', ', inside')(`import { inside } from './inside.ts';\n${text}`),
  },
  program: PROGRAM,
  prints: {
    operators: ['above', 'below', 'crosses-above', 'crosses-below', 'crosses', 'enters', 'leaves', 'inside'],
    invalid: [[], [{ path: 'all.1', message: 'can never hold together with all.0' }]],
    // 101.5 is no retreat of 1 % from the range: the alert is armed again at 102.5, and fires at the next return
    fires: [
      [2, 'holds'],
      [6, 'holds'],
    ],
    headline: 'BTCUSDT is within 100 to 101',
    sentences: [
      'fires when the price enters 100 to 101; at then the price was 99, 1.01 % away',
      'fired; armed again once the price is at or below 99, or at or above 102.01; at then the price was 100.5, 1.49 % away',
    ],
  },
};
