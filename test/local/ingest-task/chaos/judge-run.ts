import type { Unwatched } from '../../../../domain/market/coin.ts';
import { decodePosition } from '../../../../domain/market/position.ts';
import { type Tick, tradeAt } from '../../../../domain/market/tick.ts';
import type { Trade } from '../../../../domain/market/trade.ts';
import { conditionsOf, type Rule } from '../../../../domain/rules/rule.ts';
import { TickEvaluator } from '../../../../functions/evaluate-ticks/tick-evaluator.ts';
import { MINUTE } from '../../../oracle/coin-events.ts';
import { watchPlainly } from '../../../oracle/plain-alerts.ts';
import { MemoryAlertIndex } from '../../../support/memory-alert-index.ts';
import { silentLog } from '../../../support/silent-log.ts';
import type { ChaosWorld, PlannedMarket } from './chaos-world.ts';
import { secondTrades } from './odd-frames.ts';
import { plainWindows } from './plain-windows.ts';

const MAX_FAULTS_TOLD = 8;
const ID_CHARACTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export interface RunResult {
  /** what is wrong, in words; nothing when all is as promised */
  readonly faults: readonly string[];
  readonly trades: number;
  readonly backfilled: number;
  readonly missed: number;
  readonly fires: number;
}

/**
 * Holds what was published against the truth, and what the alerts made of it against a plain reading of the truth.
 * `muted`: coins of which trades were lost without a sign. Marks may go on for some seconds until somebody can know of it, so
 * that what depends on time is not looked at.
 */
export async function judgeRun(
  world: ChaosWorld,
  { rulesOf }: PlannedMarket,
  muted: readonly string[],
): Promise<RunResult> {
  const judged = await Promise.all(
    world.symbols.map((symbol) => {
      const judgement = new CoinJudgement(world, symbol, muted.includes(symbol));
      return judgement.judge(rulesOf(symbol));
    }),
  );
  const sum = (count: (of: (typeof judged)[number]) => number) => judged.reduce((total, of) => total + count(of), 0);
  return {
    faults: judged.flatMap(({ faults }) => faults).slice(0, MAX_FAULTS_TOLD),
    trades: sum(({ trades }) => trades),
    backfilled: sum(({ backfilled }) => backfilled),
    missed: sum(({ missed }) => missed),
    fires: sum(({ fires }) => fires),
  };
}

class CoinJudgement {
  readonly #symbol: string;
  readonly #isMuted: boolean;
  readonly #hadSuccessor: boolean;
  readonly #truth: Trade[];
  readonly #seconds: readonly Trade[];
  readonly #ticks: readonly Tick[];
  readonly #unwatched: readonly Unwatched[];
  readonly #faults: string[] = [];
  /** ids in the order in which each came first */
  readonly #ids: number[] = [];
  #backfilled = 0;

  constructor(world: ChaosWorld, symbol: string, isMuted: boolean) {
    this.#symbol = symbol;
    this.#isMuted = isMuted;
    this.#hadSuccessor = world.tasks.length > 1;
    this.#truth = world.market.truth(symbol);
    this.#seconds = secondTrades(world, symbol);
    this.#ticks = world.stream.landed.map(({ tick }) => tick).filter((tick) => tick.symbol === symbol);
    const unwatched = world.tables.unwatched.filter((row) => row.symbol === symbol).map(({ interval }) => interval);
    // of a second trade of an id, the first one is told
    this.#unwatched = unwatched.filter(({ reason }) => reason !== 'same-id');
  }

  async judge(rules: readonly Rule[]) {
    for (const tick of this.#ticks) {
      this.#followTrades(tick);
      this.#checkMark(tick);
    }
    this.#checkEnd();
    const fires = await this.#compareFires(rules);
    const missed = this.#truth.filter(({ id }) => id >= this.#first && this.#isUnwatched(id)).length;
    return { faults: this.#faults, trades: this.#ids.length, backfilled: this.#backfilled, missed, fires };
  }

  get #first(): number {
    return this.#ids[0] ?? Number.POSITIVE_INFINITY;
  }

  get #highest(): number {
    return this.#ids.at(-1) ?? -1;
  }

  #fault(text: string): void {
    this.#faults.push(`${this.#symbol}: ${text}`);
  }

  #isUnwatched(id: number): boolean {
    return this.#unwatched.some(({ firstTradeId, lastTradeId }) => id >= firstTradeId && id <= lastTradeId);
  }

  #followTrades({ trades, source, epoch, seq }: Tick): void {
    trades.id.forEach((id, index) => {
      const told = tradeAt(trades, index);
      const made = this.#made(id, told);
      if (!made || made.time !== told.time || made.price !== told.price || made.quantity !== told.quantity) {
        this.#fault(`${JSON.stringify(told)} is told, ${JSON.stringify(made)} was traded`);
      }
      if (id <= this.#highest) return;
      for (let between = this.#highest + 1; this.#ids.length > 0 && between < id; between += 1) {
        if (!this.#isUnwatched(between))
          this.#fault(`${between} did not come before ${id} (epoch ${epoch}, tick ${seq})`);
      }
      if (source === 'backfill') this.#backfilled += 1;
      this.#ids.push(id);
    });
  }

  /** The one that was told first, of an id that came twice. */
  #made(id: number, told: Trade): Trade | undefined {
    const place = id - (this.#truth[0]?.id ?? 0);
    const second = this.#seconds.find((trade) => trade.id === id && trade.time === told.time);
    if (second && id > this.#highest) this.#truth[place] = second;
    return second ?? this.#truth[place];
  }

  /** Every trade before the watermark is in the stream by then, or stated as missed. */
  #checkMark({ watermark, epoch, seq }: Tick): void {
    if (watermark === null || this.#isMuted) return;
    const place = this.#highest + 1 - (this.#truth[0]?.id ?? 0);
    const next = this.#truth.slice(place, place + 1_000);
    const cameTwice = new Set(this.#seconds.map(({ id }) => id)); // whichever of the two is told
    const isDue = ({ id, time }: Trade) =>
      id > this.#first && time < watermark && !this.#isUnwatched(id) && !cameTwice.has(id);
    const early = next.find(isDue);
    if (early)
      this.#fault(`watermark ${watermark} (epoch ${epoch}, tick ${seq}) comes before ${JSON.stringify(early)}`);
  }

  #checkEnd(): void {
    const last = this.#truth.at(-1)?.id ?? -1;
    if (this.#highest < last && !this.#isUnwatched(last)) this.#fault(`${last} was traded last, ${this.#highest} told`);
    // The next task may state as missed what the one before has told, and could not write down that it had.
    if (this.#hadSuccessor) return;
    for (const { firstTradeId, lastTradeId } of this.#unwatched) {
      const told = this.#ids.find((id) => id >= firstTradeId && id <= lastTradeId);
      if (told !== undefined) this.#fault(`${told} is told, and stated as missed`);
    }
  }

  /** What a hold did across trades that nobody saw is not known, and the plain reading knows of no such thing. */
  get #isTimeSure(): boolean {
    return !this.#isMuted && this.#unwatched.length === 0;
  }

  async #compareFires(all: readonly Rule[]): Promise<number> {
    const alertIndex = new MemoryAlertIndex();
    const rules = all
      .filter((rule) => this.#isTimeSure || !hasTimeEvents(rule))
      .map((rule, index) => ({
        id: `${this.#symbol}-0-01J9ZX0000000000000000000${ID_CHARACTERS[index]}`,
        rule,
      }));
    for (const { id, rule } of rules) alertIndex.create(id, rule, { armAfter: 0, bookVersion: 1 });
    const evaluator = new TickEvaluator({ alertIndex, log: silentLog, now: () => 7 });
    for (const tick of this.#ticks) await evaluator.evaluate(tick);
    // a minute's end is an instant of the next minute, and judged with its values
    const passed = this.#ticks.map(({ watermark, minute }) => Math.min(watermark ?? 0, minute + MINUTE - 1));
    const until = passed.reduce((latest, instant) => Math.max(latest, instant), 0);
    const told = new Set(this.#ids);
    const trades = this.#truth.filter(({ id }) => told.has(id));
    const valuesOf = plainWindows(this.#truth);
    for (const { id, rule } of rules) {
      const alert = { rule, armAfter: 0, knownFrom: 0, toldFrom: 0, after: null, quietIsSpent: false, waitsFor: null };
      const plain = watchPlainly(alert, { trades, valuesOf, until });
      const expected = plain.fires.map(({ tradeId, instant }) => `${tradeId} at ${instant}`);
      const fires = alertIndex.fires.filter((fire) => fire.id.startsWith(id)).map((fire) => positionOf(fire.id));
      if (expected.join() === fires.join()) continue;
      this.#fault(`${JSON.stringify(rule)} fired [${fires.join()}] instead of [${expected.join()}]`);
    }
    return alertIndex.fires.length;
  }
}

function hasTimeEvents(rule: Rule): boolean {
  const { holdSeconds, confirm } = rule;
  return (
    holdSeconds !== null || confirm === 'minute-close' || conditionsOf(rule).some(({ metric }) => metric !== 'price')
  );
}

function positionOf(triggerId: string): string {
  const { tradeId, instant } = decodePosition(triggerId.split('@')[1] ?? '');
  return `${tradeId} at ${instant}`;
}
