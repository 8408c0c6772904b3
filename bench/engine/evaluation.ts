import type { AlertIndex } from '../../adapters/dynamodb/alerts/alert-index.ts';
import type { Log } from '../../adapters/log.ts';
import type { Tick } from '../../domain/market/tick.ts';
import { TickEvaluator } from '../../functions/evaluate-ticks/tick-evaluator.ts';
import type { Contender } from '../measure-rounds.ts';

/** Throws at any log line: a fire, a gap in the ids or an error would change what is measured. */
export const strictLog: Log = { info: refuse, warn: refuse, error: refuse };

function refuse(message: string, fields?: unknown): void {
  throw new Error(`the benchmark expects a quiet market, but: ${message} ${JSON.stringify(fields)}`);
}

export interface CountedIndex extends AlertIndex {
  readonly calls: number;
}

export interface EvaluationOptions {
  readonly name: string;
  readonly alertIndex: CountedIndex;
  /** the first tick of each coin reads the index, before the clock starts */
  readonly ticks: readonly Tick[];
  readonly per: 'trade' | 'tick';
}

/** The evaluator as in a Lambda environment, over ticks that fire nothing. */
export class Evaluation implements Contender {
  readonly name: string;
  /** database calls while the clock ran, of all runs */
  calls = 0;
  readonly #options: EvaluationOptions;
  readonly #firsts: readonly Tick[];
  readonly #others: readonly Tick[];
  readonly #operations: number;
  #evaluator: TickEvaluator;

  constructor(options: EvaluationOptions) {
    this.name = options.name;
    this.#options = options;
    this.#firsts = options.ticks.filter(({ seq }) => seq === 1);
    this.#others = options.ticks.filter(({ seq }) => seq !== 1);
    this.#operations = options.per === 'tick' ? this.#others.length : countTrades(this.#others);
    this.#evaluator = this.#make();
  }

  async prepare(): Promise<void> {
    this.#evaluator = this.#make();
    for (const tick of this.#firsts) await this.#evaluator.evaluate(tick);
  }

  async run(): Promise<number> {
    const callsBefore = this.#options.alertIndex.calls;
    for (const tick of this.#others) await this.#evaluator.evaluate(tick);
    this.calls += this.#options.alertIndex.calls - callsBefore;
    return this.#operations;
  }

  #make(): TickEvaluator {
    return new TickEvaluator({ alertIndex: this.#options.alertIndex, log: strictLog, now: Date.now });
  }
}

export function countTrades(ticks: readonly Tick[]): number {
  return ticks.reduce((sum, { trades }) => sum + trades.id.length, 0);
}
