import type { LevelOperator } from '../domain/rules/operators/operators.ts';

export interface PlainAlert {
  readonly id: string;
  readonly op: LevelOperator;
  readonly level: number;
}

/**
 * The simplest way: every trade checks every alert. All alerts are armed, on the price, and fire once.
 */
export class PlainScan {
  #waiting: PlainAlert[];
  #last: number;

  constructor(alerts: readonly PlainAlert[], last: number) {
    this.#waiting = [...alerts];
    this.#last = last;
  }

  /** Returns the alerts that a trade at `price` fires, and removes them. */
  judge(price: number): PlainAlert[] {
    const last = this.#last;
    const fired: PlainAlert[] = [];
    for (const alert of this.#waiting) if (isFired(alert, last, price)) fired.push(alert);
    if (fired.length > 0) {
      const over = new Set(fired);
      this.#waiting = this.#waiting.filter((alert) => !over.has(alert));
    }
    this.#last = price;
    return fired;
  }
}

function isFired({ op, level }: PlainAlert, last: number, price: number): boolean {
  const up = last < level && level <= price;
  const down = last > level && level >= price;
  if (op === 'crosses') return up || down;
  return op === 'above' || op === 'crosses-above' ? up : down;
}
