import { pageSchema, parseAnswer, type TriggerAnswer, triggerSchema } from '../../api/answers.ts';
import type { ApiClient } from '../../api/api-client.ts';
import { ChangedList } from './changed-list.ts';

const ROUTE = 'GET /api/triggers';
/** the most that a page has */
const PAGE = { limit: 100 } as const;
/** More are not remembered: the oldest are long past the pages that are read. */
const MAX_KNOWN = 5_000;

export interface Shown {
  /** as it was answered */
  readonly body: unknown;
  /** for people */
  readonly line: string;
}

/** Finds triggers that were not there before. A trade that was fetched late may fire in the middle of the list. */
export class TriggerReader {
  readonly #api: ApiClient;
  readonly #list: ChangedList;
  readonly #known = new Set<string>();

  constructor(api: ApiClient) {
    this.#api = api;
    this.#list = new ChangedList(api, ROUTE);
  }

  /** What is there by now is not new. */
  async start(): Promise<void> {
    const page = await this.#list.read(PAGE);
    for (const item of page?.items ?? []) this.#isNew(parseAnswer(triggerSchema, item));
  }

  /** Those that came since the last call, the oldest first. */
  async readNew(): Promise<Shown[]> {
    const fresh: Shown[] = [];
    let page = await this.#list.read(PAGE);
    while (page) {
      const found = page.items.flatMap((body) => {
        const trigger = parseAnswer(triggerSchema, body);
        return this.#isNew(trigger) ? [{ body, line: lineOf(trigger) }] : [];
      });
      fresh.push(...found);
      // a page of new ones alone: those before it may be new too
      const goesOn = page.nextCursor !== null && found.length === page.items.length;
      const query = { ...PAGE, cursor: page.nextCursor ?? undefined };
      page = goesOn ? parseAnswer(pageSchema, (await this.#api.call(ROUTE, { query })).body) : null;
    }
    return fresh.reverse();
  }

  /** Remembers it. */
  #isNew({ alertId, id }: TriggerAnswer): boolean {
    const key = `${alertId} ${id}`;
    if (this.#known.has(key)) return false;
    this.#known.add(key);
    const [oldest] = this.#known;
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
    return true;
  }
}

function lineOf({ firedAt, symbol, trade, metric, value, reason, level, note }: TriggerAnswer): string {
  const what = `${symbol} ${trade.price} ${reason} (${metric} ${value}, level ${level}) by trade ${trade.id}`;
  return `${firedAt}  ${what}${note === null ? '' : `: ${note.replace(/\p{Cc}+/gu, ' ')}`}`;
}
