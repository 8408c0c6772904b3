import type { MarketTable } from '../../../adapters/dynamodb/market/market-table.ts';
import { errorFields, log } from '../../../adapters/log.ts';
import { ttlCache } from '../../../adapters/ttl-cache.ts';
import type { Listing } from '../../../domain/market/coin.ts';
import { DELISTED, isWatchable } from '../../../domain/market/listing-status.ts';
import { suggestSymbols } from '../../../domain/market/spell-symbol.ts';
import { explainExchangeSymbol, SYMBOL_PATTERN } from '../../../domain/market/symbol.ts';
import { invalidRequest, Problem, unavailable } from '../http/problem.ts';

/** Unpacking some thousand entries for every request would be slow … */
const CATALOGUE_LIFETIME_MS = 30_000;
/** … but a symbol that they lack may have been listed since: then they are read again, and the ingest task asks the exchange. */
const MISS_LIFETIME_MS = 5_000;
const RETRY_AFTER_S = 5;

/** What the exchange lists, as the ingest task stored it. */
export interface Listings {
  /** @throws Problem 503 while none is stored */
  list(): Promise<readonly Listing[]>;
  /** By symbol, those that are delisted too; empty while no list can be read. */
  readListings(): Promise<ReadonlyMap<string, Listing>>;
}

/**
 * When a symbol is missing, the stored list is read once more, and the ingest task is asked to fetch a new one. Requests for symbols
 * that do not exist cause at most one of each in `MISS_LIFETIME_MS` and environment, and no more fetches than the task allows itself.
 */
export interface Catalogue extends Listings {
  /** null when it is not in the newest stored list. @throws Problem 503 while none is stored */
  find(symbol: string): Promise<Listing | null>;
}

type ReadCatalogue = Pick<MarketTable, 'readCatalogue'>;

interface ForgettableListings extends Listings {
  forget(): void;
}

export function createListings(market: ReadCatalogue, now: () => number): ForgettableListings {
  const held = ttlCache(() => readLists(market), { lifetimeMs: CATALOGUE_LIFETIME_MS, now });
  // anyone may call this: while the list can't be read, not every request tries it again
  const listings = ttlCache(() => held.read().then(({ bySymbol }) => bySymbol, unreadable), {
    lifetimeMs: MISS_LIFETIME_MS,
    now,
  });
  return { list: async () => (await held.read()).offered, readListings: listings.read, forget: held.forget };
}

export function createCatalogue(
  market: ReadCatalogue & Pick<MarketTable, 'requestCatalogue'>,
  now: () => number,
): Catalogue {
  const { forget, ...listings } = createListings(market, now);
  const { list } = listings;
  const onMiss = { lifetimeMs: MISS_LIFETIME_MS, now };
  const readAgain = ttlCache(() => {
    forget();
    return list();
  }, onMiss);
  const request = ttlCache(() => market.requestCatalogue(now()), onMiss);
  const findIn = (listings: readonly Listing[], symbol: string) => listings.find((it) => it.symbol === symbol) ?? null;
  return {
    ...listings,
    async find(symbol) {
      const listing = findIn(await list(), symbol);
      if (listing || !SYMBOL_PATTERN.test(symbol)) return listing;
      const found = findIn(await readAgain.read(), symbol);
      if (!found) await request.read();
      return found;
    },
  };
}

interface Lists {
  /** what can be asked for */
  readonly offered: readonly Listing[];
  readonly bySymbol: ReadonlyMap<string, Listing>;
}

async function readLists(market: ReadCatalogue): Promise<Lists> {
  const stored = await market.readCatalogue();
  if (!stored) throw unavailable("The exchange's list of symbols is not fetched yet.", RETRY_AFTER_S);
  const offered = stored.filter(({ symbol, status }) => status !== DELISTED && SYMBOL_PATTERN.test(symbol));
  return { offered, bySymbol: new Map(stored.map((listing) => [listing.symbol, listing])) };
}

function unreadable(error: unknown): ReadonlyMap<string, Listing> {
  if (!(error instanceof Problem)) log.error('the catalogue can not be read', errorFields(error));
  return new Map();
}

const NEW_LISTING = 'a coin that was listed a moment ago is known within a minute';

/** @throws Problem 422 naming `symbol` when the exchange does not list exactly this name, or has ended its trading */
export async function requireListing(catalogue: Catalogue, symbol: string): Promise<Listing> {
  const listing = await catalogue.find(symbol);
  if (listing && isWatchable(listing)) return listing;
  const message = listing ? 'is listed, but not traded at the moment' : unlisted(symbol, await catalogue.list());
  throw invalidRequest([{ path: 'symbol', message }]);
}

function unlisted(symbol: string, listings: readonly Listing[]): string {
  const reserved = explainExchangeSymbol(symbol);
  if (reserved) return reserved;
  const suggested = suggestSymbols(listings, symbol);
  if (suggested.length === 0) return `is not listed by the exchange; ${NEW_LISTING}`;
  return `is not listed by the exchange; did you mean ${suggested.join(', ').replace(/, ([^,]+)$/, ' or $1')}?`;
}
