import type { Condition } from '../../../../domain/rules/condition.ts';
import { LEVEL_OPERATORS } from '../../../../domain/rules/operators/operators.ts';
import type { Repeat, Rule } from '../../../../domain/rules/rule.ts';
import type { RandomNumbers } from '../../../../local/simulator/market/random-numbers.ts';

const METRICS = [
  'volume-5m',
  'volume-5m',
  'change-5m',
  'change-15m',
  'volatility-1h',
  'below-high-24h',
  'above-low-24h',
] as const;
const RULES_PER_COIN = 12;

/** Rules on windowed metrics, alone and together with the price. Their levels are near the values of a coin with so many trades. */
export function drawWindowedRules(random: RandomNumbers, perSecond: number): Rule[] {
  const draw = new RuleDraw(random, perSecond);
  return Array.from({ length: RULES_PER_COIN }, () => draw.rule());
}

class RuleDraw {
  readonly #random: RandomNumbers;
  readonly #perSecond: number;

  constructor(random: RandomNumbers, perSecond: number) {
    this.#random = random;
    this.#perSecond = perSecond;
  }

  rule(): Rule {
    const confirm = this.#of(['trade', 'trade', 'minute-close'] as const);
    const several = this.#random.next() < 0.3;
    const hold = !several && this.#random.next() < 0.3 ? this.#of([1, 5, 20, 61]) : null;
    const plain = { confirm, expiresAt: null, holdSeconds: hold };
    const repeat: Repeat = this.#of([{ mode: 'once' }, { mode: 'every-time', cooldownSeconds: 60 }]);
    if (several) return { ...plain, repeat, rearmPercent: null, all: [this.#condition(), this.#priceHolds()] };
    const often = this.#random.next() < 0.3;
    const often_ = { repeat: { mode: 'every-time', cooldownSeconds: null }, rearmPercent: 5 } as const;
    return { ...plain, ...(often ? often_ : { repeat, rearmPercent: null }), condition: this.#condition() };
  }

  #condition(): Condition {
    const metric = this.#of(METRICS);
    if (this.#random.next() < 0.4) {
      const [one, other] = [this.#level(metric), this.#level(metric)];
      const bounds = { from: String(Math.min(one, other)), to: String(Math.max(one, other)) };
      if (one !== other) return { metric, op: this.#of(['enters', 'leaves'] as const), ...bounds };
    }
    return { metric, op: this.#of(LEVEL_OPERATORS), level: String(this.#level(metric)) };
  }

  /** Met most of the time, so that the other condition decides. */
  #priceHolds(): Condition {
    return { metric: 'price', op: 'above', level: this.#of(['61', '95', '100']) };
  }

  #level(metric: (typeof METRICS)[number]): number {
    const part = this.#random.next();
    switch (metric) {
      case 'volume-5m':
        return Math.round(this.#perSecond * 300 * 100 * (0.2 + 1.2 * part)) + 0.5;
      // of a coin that began a while ago: since then
      case 'below-high-24h':
      case 'above-low-24h':
        return Math.round(-200 + 1_500 * part) / 100 + 0.001;
      case 'volatility-1h':
        return Math.round(2_000 + 20_000 * part) + 0.5;
      default:
        return Math.round(-800 + 1_600 * part) / 100 + 0.001;
    }
  }

  #of<Value>(values: readonly Value[]): Value {
    const value = values[Math.floor(this.#random.next() * values.length)];
    if (value === undefined) throw new RangeError('nothing to draw from');
    return value;
  }
}
