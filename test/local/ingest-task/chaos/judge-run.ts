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

const MAX_FAULTS_SHOWN = 8;
const ID_CHARACTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export interface RunResult {
  /** what is wrong; empty when all is as promised */
  readonly faults: readonly string[];
  readonly trades: number;
  readonly backfilled: number;
  readonly missed: number;
  readonly fires: number;
}

/**
 * Compares what was published with the truth, and what the alerts made of it with a plain reading of the truth.
 * `silenced`: coins of which trades were lost without a sign. Their watermarks may go on for some seconds until the loss can be
 * noticed, so nothing that depends on time is compared.
 */
export async function judgeRun(
  world: ChaosWorld,
  { rulesOf }: PlannedMarket,
  silenced: readonly string[],
): Promise<RunResult> {
  const judged = await Promise.all(
    world.symbols.map((symbol) => {
      const judgement = new CoinJudgement(world, symbol, silenced.includes(symbol));
      return judgement.judge(rulesOf(symbol));
    }),
  );
  const sum = (count: (of: (typeof judged)[number]) => number) => judged.reduce((total, of) => total + count(of), 0);
  return {
    faults: judged.flatMap(({ faults }) => faults).slice(0, MAX_FAULTS_SHOWN),
    trades: sum(({ trades }) => trades),
    backfilled: sum(({ backfilled }) => backfilled),
    missed: sum(({ missed }) => missed),
    fires: sum(({ fires }) => fires),
  };
}

class CoinJudgement {
  readonly #symbol: string;
  readonly #isSilenced: boolean;
  readonly #hadSuccessor: boolean;
  readonly #truth: Trade[];
  readonly #seconds: readonly Trade[];
  readonly #ticks: readonly Tick[];
  readonly #unwatched: readonly Unwatched[];
  readonly #faults: string[] = [];
  /** each id, in the order of its first appearance */
  readonly #ids: number[] = [];
  #backfilled = 0;

  constructor(world: ChaosWorld, symbol: string, isSilenced: boolean) {
    this.#symbol = symbol;
    this.#isSilenced = isSilenced;
    this.#hadSuccessor = world.tasks.length > 1;
    this.#truth = world.market.truth(symbol);
    this.#seconds = secondTrades(world, symbol);
    this.#ticks = world.stream.landed.map(({ tick }) => tick).filter((tick) => tick.symbol === symbol);
    const unwatched = world.tables.unwatched.filter((row) => row.symbol === symbol).map(({ interval }) => interval);
    // of two trades with one id, the first one is published
    this.#unwatched = unwatched.filter(({ reason }) => reason !== 'same-id');
  }

  async judge(rules: readonly Rule[]) {
    for (const tick of this.#ticks) {
      this.#followTrades(tick);
      this.#checkWatermark(tick);
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
      const published = tradeAt(trades, index);
      const made = this.#made(id, published);
      if (
        !made ||
        made.time !== published.time ||
        made.price !== published.price ||
        made.quantity !== published.quantity
      ) {
        this.#fault(`${JSON.stringify(published)} is published, ${JSON.stringify(made)} was traded`);
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

  /** The trade of an id; of two, the one that was published first. */
  #made(id: number, published: Trade): Trade | undefined {
    const place = id - (this.#truth[0]?.id ?? 0);
    const second = this.#seconds.find((trade) => trade.id === id && trade.time === published.time);
    if (second && id > this.#highest) this.#truth[place] = second;
    return second ?? this.#truth[place];
  }

  /** Every trade before the watermark is in the stream by then, or stated as missed. */
  #checkWatermark({ watermark, epoch, seq }: Tick): void {
    if (watermark === null || this.#isSilenced) return;
    const place = this.#highest + 1 - (this.#truth[0]?.id ?? 0);
    const next = this.#truth.slice(place, place + 1_000);
    const cameTwice = new Set(this.#seconds.map(({ id }) => id)); // whichever of the two is published
    const isDue = ({ id, time }: Trade) =>
      id > this.#first && time < watermark && !this.#isUnwatched(id) && !cameTwice.has(id);
    const early = next.find(isDue);
    if (early)
      this.#fault(`watermark ${watermark} (epoch ${epoch}, tick ${seq}) comes before ${JSON.stringify(early)}`);
  }

  #checkEnd(): void {
    const last = this.#truth.at(-1)?.id ?? -1;
    if (this.#highest < last && !this.#isUnwatched(last))
      this.#fault(`${last} was traded last, ${this.#highest} published`);
    // the next task may state as missed what the one before published, if that could not store how far it had come
    if (this.#hadSuccessor) return;
    for (const { firstTradeId, lastTradeId } of this.#unwatched) {
      const published = this.#ids.find((id) => id >= firstTradeId && id <= lastTradeId);
      if (published !== undefined) this.#fault(`${published} is published, and stated as missed`);
    }
  }

  /** How a hold went on across unwatched trades is not known, and the plain reading does not model that. */
  get #isTimeSure(): boolean {
    return !this.#isSilenced && this.#unwatched.length === 0;
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
    // the end of a minute is an instant of the next minute, and judged with its values
    const passed = this.#ticks.map(({ watermark, minute }) => Math.min(watermark ?? 0, minute + MINUTE - 1));
    const until = passed.reduce((latest, instant) => Math.max(latest, instant), 0);
    const published = new Set(this.#ids);
    const trades = this.#truth.filter(({ id }) => published.has(id));
    const valuesOf = plainWindows(this.#truth);
    for (const { id, rule } of rules) {
      const alert = {
        rule,
        armAfter: 0,
        knownFrom: 0,
        valuesFrom: 0,
        after: null,
        quietIsSpent: false,
        waitsFor: null,
      };
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
