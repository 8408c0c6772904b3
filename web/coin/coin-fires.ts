import { computed, signal } from '@preact/signals';
import type { TriggerView } from '../../contract/trigger-view.ts';
import { callApi } from '../api/call-api.ts';
import { session } from '../session/session.ts';
import { triggers } from '../store/triggers.ts';

/** The newest ones: what a chart has room for. */
const MAX_FIRES = 100;

/** The person's past fires on one coin, newest first: those that were read, and those that have come since. */
export class CoinFires {
  readonly symbol: string;
  private readonly read = signal<readonly TriggerView[]>([]);
  readonly list = computed<readonly TriggerView[]>(() => {
    if (session.value.state !== 'signed-in') return [];
    const known = triggers.value.filter(({ symbol }) => symbol === this.symbol);
    const byId = new Map([...this.read.value, ...known].map((trigger) => [trigger.id, trigger]));
    return [...byId.values()].sort((a, b) => Date.parse(b.firedAt) - Date.parse(a.firedAt));
  });
  /** as marks on the chart, at the price of the trade that fired */
  readonly shown = computed(() =>
    this.list.value.map(({ id, firedAt, trade }) => ({ id, at: Date.parse(firedAt), price: Number(trade.price) })),
  );

  constructor(symbol: string) {
    this.symbol = symbol;
  }

  /** Without them the chart is the same but for its marks: what fails is not said. */
  async load(): Promise<void> {
    const query = { symbol: this.symbol, limit: MAX_FIRES };
    const page = await callApi('GET /api/triggers', { query }).catch(() => null);
    if (page) this.read.value = page.items;
  }
}
