import { marshall } from '@aws-sdk/util-dynamodb';
import { createFireHours } from '../../../../adapters/dynamodb/messages/fire-hours.ts';
import { encodePosition } from '../../../../domain/market/position.ts';
import { buildTrigger } from '../../../support/triggers.ts';
import type { DeliveryWorld, PersonInWorld } from './delivery-world.ts';

const HOUR_MS = 3_600_000;
/** Of one length, so that no trade's number is within another's. */
const FIRST_TRADE = 900_000;

/** One alert that fires again and again, and a plain count of which of its fires must be muted. */
export class NoisyAlert {
  readonly id: string;
  readonly #world: DeliveryWorld;
  readonly #person: PersonInWorld;
  readonly #limit: number;
  #fires = 0;
  #lastTrigger: object | null = null;
  /** since the hour began, or the mute was ended */
  #counted = 0;
  #hour = '';
  #countedFrom = 0;

  constructor(world: DeliveryWorld, person: PersonInWorld, limit: number) {
    this.#world = world;
    this.#person = person;
    this.#limit = limit;
    this.id = `BTCUSDT-0-${world.startedAt}W${world.number}NOISY`;
  }

  /** It fires now. The first fire that must be muted causes a notice, too. */
  fire(): void {
    const { time, causes, stream } = this.#world;
    const at = time.now;
    this.#fires += 1;
    const isMuted = this.#count(at);
    const tradeId = FIRST_TRADE + this.#fires;
    const {
      deliveries: _,
      dispatchedAt: __,
      alertId: ___,
      symbol: _____,
      rule,
      channels,
      owner: ____,
      note,
      ...fire
    } = buildTrigger();
    const messageId = `${this.id}@${encodePosition({ tradeId, instant: at })}`;
    const trade = { ...fire.trade, id: tradeId, time: at };
    const lastTrigger = { ...fire, id: messageId, sequence: this.#fires, trade, previousTrade: null };
    const alert = { id: this.id, owner: this.#person.id, symbol: this.#symbol, rule, channels, note };
    // Lambda's types and the SDK's describe the same JSON
    const image = (last: object | null) => marshall({ ...alert, lastTrigger: last }) as never;
    stream.add({ OldImage: image(this.#lastTrigger), NewImage: image(lastTrigger) });
    this.#lastTrigger = lastTrigger;
    causes.push({ messageId, token: `by trade ${tradeId}`, person: this.#person, at, isMuted });
    if (isMuted && this.#counted === this.#limit + 1) this.#expectNotice(at);
  }

  /** The person ends the mute now, as the API does it: while no mute is noted yet, there is none to end. */
  async endMute(): Promise<void> {
    const { documents, peopleTable } = this.#world.engines;
    const hour = Math.floor(this.#world.time.now / HOUR_MS) * HOUR_MS;
    const alertHour = { person: this.#person.id, alertId: this.id, hour };
    const fireHours = createFireHours(documents, peopleTable);
    const before = await fireHours.read(alertHour);
    await fireHours.resume(alertHour, { fires: this.#fires, limit: this.#limit });
    if ((await fireHours.read(alertHour)).length === before.length) return;
    this.#counted = 0;
  }

  /** Another one from each start of counting on, so that the mails of two notices can be told apart. */
  get #symbol(): string {
    return `N${this.#countedFrom}USDT`;
  }

  #count(at: number): boolean {
    const hour = new Date(at).toISOString().slice(0, 13);
    if (hour !== this.#hour) this.#counted = 0;
    this.#hour = hour;
    if (this.#counted === 0) this.#countedFrom = this.#fires;
    this.#counted += 1;
    return this.#counted > this.#limit;
  }

  #expectNotice(at: number): void {
    const messageId = `notice#${this.#person.id}@alert-muted:${this.id}:${this.#countedFrom}`;
    this.#world.causes.push({ messageId, token: `${this.#symbol} fired too often`, person: this.#person, at });
  }
}
