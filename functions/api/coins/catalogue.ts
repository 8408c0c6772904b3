import type { MarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import { errorFields, log } from '../../../adapters/log.ts';
import { ttlCache } from '../../../adapters/ttl-cache.ts';
import { DELISTED, type Listing, SYMBOL_PATTERN } from '../../../domain/market/coin.ts';
import { Problem, unavailable } from '../http/problem.ts';

/** Some thousand entries are not unpacked for every request … */
const CATALOGUE_LIFETIME_MS = 30_000;
/** … but what they lack may have been listed since: then they are read again, and the ingest task asks the exchange. */
const MISS_LIFETIME_MS = 5_000;
const RETRY_AFTER_S = 5;

/**
 * What the exchange lists, as the ingest task stored it. A miss is no answer yet: the stored list is read again, and a
 * request to fetch it anew is left for the ingest task. Whoever asks for nonsense causes no more than one of each in
 * `MISS_LIFETIME_MS` and environment, and no more fetches than the task allows itself.
 */
export interface Catalogue {
  /** @throws Problem 503 while none is stored */
  list(): Promise<readonly Listing[]>;
  /** null when it is not listed, as far as is known by now. @throws Problem 503 while none is stored */
  find(symbol: string): Promise<Listing | null>;
  /** What is known of a symbol, also of one that is delisted; null when nothing is, or while no list can be read. */
  describe(symbol: string): Promise<Listing | null>;
}

type CatalogueTable = Pick<MarketTable, 'readCatalogue' | 'requestCatalogue'>;

export function createCatalogue(market: CatalogueTable, now: () => number): Catalogue {
  const held = ttlCache(() => readLists(market), { lifetimeMs: CATALOGUE_LIFETIME_MS, now });
  const list = async () => (await held.read()).offered;
  const onMiss = { lifetimeMs: MISS_LIFETIME_MS, now };
  const readAgain = ttlCache(() => {
    held.forget();
    return list();
  }, onMiss);
  // anyone may ask for what is shown of a coin: a list that can't be read is not tried at every request
  const listings = ttlCache(() => held.read().then(({ bySymbol }) => bySymbol, unreadable), onMiss);
  const request = ttlCache(() => market.requestCatalogue(now()), onMiss);
  const findIn = (listings: readonly Listing[], symbol: string) => listings.find((it) => it.symbol === symbol) ?? null;
  return {
    list,
    async find(symbol) {
      const listing = findIn(await list(), symbol);
      if (listing || !SYMBOL_PATTERN.test(symbol)) return listing;
      const found = findIn(await readAgain.read(), symbol);
      if (!found) await request.read();
      return found;
    },
    async describe(symbol) {
      return (await listings.read())?.get(symbol) ?? null;
    },
  };
}

interface Lists {
  /** what can be asked for */
  readonly offered: readonly Listing[];
  readonly bySymbol: ReadonlyMap<string, Listing>;
}

async function readLists(market: CatalogueTable): Promise<Lists> {
  const stored = await market.readCatalogue();
  if (!stored) throw unavailable("The exchange's list of symbols is not fetched yet.", RETRY_AFTER_S);
  const offered = stored.filter(({ symbol, status }) => status !== DELISTED && SYMBOL_PATTERN.test(symbol));
  return { offered, bySymbol: new Map(stored.map((listing) => [listing.symbol, listing])) };
}

function unreadable(error: unknown): null {
  if (!(error instanceof Problem)) log.error('the catalogue can not be read', errorFields(error));
  return null;
}
