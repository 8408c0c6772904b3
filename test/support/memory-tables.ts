import type { HistoryEntry } from '../../adapters/dynamodb/alerts/alert-history.ts';
import type { OwnedAlert } from '../../adapters/dynamodb/alerts/alert-item.ts';
import type { AlertQuery } from '../../adapters/dynamodb/alerts/alert-table.ts';
import type { LinkTokens } from '../../adapters/dynamodb/messages/link-tokens.ts';
import type { CountKey, StoredCounts } from '../../adapters/dynamodb/people/count-table.ts';
import type { TransactItem } from '../../adapters/dynamodb/write-transaction.ts';
import { isInIndex } from '../../domain/alerts/alert.ts';
import type { CanaryFire } from '../../domain/canary/canary-fire.ts';
import type { Candle } from '../../domain/market/candle.ts';
import type { Listing, NewestUnwatched, Prices, Unwatched, WantedCoin } from '../../domain/market/coin.ts';
import type { Outage } from '../../domain/market/outage.ts';
import type { Sparks } from '../../domain/market/spark.ts';
import type { CountStarts } from '../../domain/messages/fire-hour.ts';
import type { MailDelay } from '../../domain/messages/mail-schedule.ts';
import type { Trigger } from '../../domain/messages/trigger.ts';
import { changeCounts, countsOverMost } from '../../domain/people/counts.ts';
import { type Profile, settingsSchema } from '../../domain/people/person.ts';
import { type RateName, windowStart } from '../../domain/people/rates.ts';
import type { Tables } from '../../functions/api/api-deps.ts';
import type { ReadTables } from '../../functions/api/coins/public-reads.ts';
import type { GroupTables } from '../../functions/api/groups/group-deps.ts';
import type { PreviewTables } from '../../functions/api/preview/preview-deps.ts';
import { memoryExternalIds } from './memory-external-ids.ts';
import { memoryFireHours } from './memory-fire-hours.ts';
import { type HeldGroups, memoryGroupFires, memoryGroupMembers, memoryGroups } from './memory-groups.ts';
import { memoryLinkKey, memoryLinks } from './memory-links.ts';
import { memoryPart, memoryTransactions } from './memory-transactions.ts';
import { type HeldWebhooks, memoryWebhooks } from './memory-webhooks.ts';

type Request = { bodyHash: string; alertId: string };

/** The content of the tables; tests can read and change it. */
export interface Held extends HeldWebhooks, HeldGroups {
  readonly alerts: Map<string, OwnedAlert>;
  readonly coins: Map<string, WantedCoin>;
  readonly requests: Map<string, Request>;
  /** by person, minute and rate */
  readonly rates: Map<string, number>;
  readonly profiles: Map<string, Profile>;
  /** by person */
  readonly mailDelays: Map<string, MailDelay>;
  /** by person and item: `ada usage` */
  readonly counts: Map<string, StoredCounts>;
  /** ids of alerts, by person and external id: `ada breakout` */
  readonly externalIds: Map<string, string>;
  /** made with a key of their own */
  readonly links: LinkTokens;
  readonly triggers: Trigger[];
  /** by alert, the oldest first */
  readonly history: Map<string, HistoryEntry[]>;
  /** from where fires are counted, as `memoryFireHours` keeps it */
  readonly fireHours: Map<string, CountStarts>;
  /** by symbol, the newest first */
  readonly unwatched: Map<string, Unwatched[]>;
  readonly outages: Map<string, Outage[]>;
  /** null: no ingest task has written it yet */
  newestUnwatched: NewestUnwatched | null;
  sparks: Sparks | null;
  /** by symbol and interval: `BTCUSDT 1m`, ascending */
  readonly candles: Map<string, Candle[]>;
  prices: Prices | null;
  /** by shard of the ticks stream */
  judged: Record<string, number>;
  canaryFire: CanaryFire | null;
  catalogue: Listing[] | null;
  /** own clock, ms */
  readonly catalogueRequests: number[];
  readonly coinsChanged: number[];
  /** exchange clock minus own clock, ms */
  clockOffset: number | null;
  /** own clock, ms */
  clockMeasuredAt: number;
  /** called before each transaction: lets another writer come first */
  beforeWrite: () => void;
}

/** The profile of a person with the address `ada@example.com` and no settings. */
export function buildProfile(fields: Partial<Profile> = {}): Profile {
  return { email: 'ada@example.com', updatedAt: 1_000, settings: settingsSchema.parse({}), mailOff: null, ...fields };
}

export function listing(symbol: string, status = 'TRADING'): Listing {
  return { symbol, status, base: symbol.slice(0, -4), quote: 'USDT', tickSize: '0.01' };
}

export function holdNothing(): Held {
  return {
    alerts: new Map(),
    coins: new Map(),
    requests: new Map(),
    groups: new Map(),
    followedGroups: new Map(),
    groupFires: new Map(),
    rates: new Map(),
    profiles: new Map(),
    mailDelays: new Map(),
    counts: new Map(),
    externalIds: new Map(),
    webhooks: new Map(),
    links: memoryLinks(),
    triggers: [],
    history: new Map(),
    fireHours: new Map(),
    webhookSecrets: new Map(),
    unwatched: new Map(),
    outages: new Map(),
    newestUnwatched: null,
    sparks: null,
    candles: new Map(),
    prices: null,
    judged: {},
    canaryFire: null,
    catalogue: [listing('BTCUSDT'), listing('ETHUSDT'), listing('OLDUSDT', 'BREAK')],
    catalogueRequests: [],
    coinsChanged: [],
    clockOffset: 0,
    clockMeasuredAt: Date.UTC(2026, 10, 22, 9),
    beforeWrite: () => {},
  };
}

/** Those of all functions that answer the API. */
export type MemoryTables = Tables & GroupTables & ReadTables & Pick<PreviewTables, 'outages'>;

/** The API's tables in memory: the same conditions on writes, lists newest first. */
export function memoryTables(held: Held): MemoryTables {
  return {
    alerts: memoryAlerts(held),
    coins: memoryCoins(held),
    market: memoryMarket(held),
    judging: { readJudged: async () => held.judged },
    canary: { readFire: async () => held.canaryFire },
    triggers: memoryTriggers(held),
    history: memoryHistory(held),
    people: memoryPeople(held),
    mailDelays: { readDelay: async (person) => held.mailDelays.get(person) ?? null },
    candles: memoryCandles(held),
    outages: { ofCoin: async (symbol) => held.outages.get(symbol) ?? [] },
    webhooks: memoryWebhooks(held),
    fireHours: memoryFireHours(held.fireHours),
    rates: memoryRates(held),
    links: held.links,
    linkKey: memoryLinkKey(),
    groups: memoryGroups(held),
    groupMembers: memoryGroupMembers(held.alerts),
    groupFires: memoryGroupFires(held.groupFires),
    counts: memoryCounts(held),
    externalIds: memoryExternalIds(held.externalIds),
    writeAll: memoryTransactions(() => held.beforeWrite()),
  };
}

function memoryAlerts(held: Held): Tables['alerts'] {
  const ownedBy = ({ owner, symbol, status }: Pick<AlertQuery, 'owner' | 'symbol' | 'status'>) =>
    [...held.alerts.values()]
      .filter((alert) => alert.owner === owner)
      .filter((alert) => symbol === undefined || alert.symbol === symbol)
      .filter((alert) => status === undefined || alert.state.status === status);
  const isAsRead = ({ id, rev }: Pick<OwnedAlert, 'id' | 'rev'>) => held.alerts.get(id)?.rev === rev;
  return {
    creation: (alert) =>
      memoryPart(
        () => void held.alerts.set(alert.id, alert),
        () => !held.alerts.has(alert.id),
      ),
    count: async ({ owner, armedOn }) =>
      [...held.alerts.values()].filter(
        (alert) =>
          alert.owner === owner && (armedOn === undefined || (alert.symbol === armedOn && isInIndex(alert.state))),
      ).length,
    get: async (id) => held.alerts.get(id) ?? null,
    all: async ({ most, ...of }) => {
      const found = ownedBy(of);
      return found.length > most ? null : found;
    },
    list: async ({ keeps = () => true, limit, after, ...of }) => {
      const matching = ownedBy(of)
        .filter(keeps)
        .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1))
        .filter(
          ({ createdAt, id }) =>
            !after || createdAt < after.createdAt || (createdAt === after.createdAt && id < after.id),
        );
      const items = matching.slice(0, limit);
      const last = items.at(-1);
      return { items, next: matching.length > limit && last ? { createdAt: last.createdAt, id: last.id } : null };
    },
    replacement: (before, after) =>
      memoryPart(
        () => void held.alerts.set(after.id, after),
        () => isAsRead(before),
      ),
    removal: (alert) =>
      memoryPart(
        () => void held.alerts.delete(alert.id),
        () => isAsRead(alert),
      ),
  };
}

function memoryCoins({ coins }: Held): Tables['coins'] {
  const rows = new WeakSet<TransactItem>();
  const rowPart = (...change: Parameters<typeof memoryPart>) => {
    const part = memoryPart(...change);
    rows.add(part);
    return part;
  };
  const setWanted = (symbol: string, wanted: boolean, book: WantedCoin['book']) =>
    coins.set(symbol, { symbol, wanted, book });
  const isWanted = (symbol: string) => coins.get(symbol)?.wanted ?? false;
  const bookOf = (symbol: string) => coins.get(symbol)?.book ?? { version: 0, shards: 1, metrics: [] };
  return {
    list: async () => [...coins.values()],
    get: async (symbol) => coins.get(symbol) ?? null,
    isRow: (item) => rows.has(item),
    following: (symbol, now) =>
      rowPart(
        () => void setWanted(symbol, true, coins.get(symbol)?.book ?? { version: now, shards: 1, metrics: [] }),
        () => !isWanted(symbol),
      ),
    unfollowing: (symbol) =>
      rowPart(
        () => void setWanted(symbol, false, bookOf(symbol)),
        () => isWanted(symbol),
      ),
    raiseIndexVersion: async () => {
      throw new Error('the API raises a version only together with what has changed');
    },
    indexChange: ({ symbol, series, version, isFollowed = false }) => {
      const metricsOf = () => [...new Set([...bookOf(symbol).metrics, ...series])].sort();
      const versionNow = () => bookOf(symbol).version;
      return rowPart(
        () =>
          void setWanted(symbol, series.length > 0 || isWanted(symbol), {
            version: version ?? versionNow() + 1,
            shards: bookOf(symbol).shards,
            metrics: metricsOf(),
          }),
        () => (version === null || versionNow() < version) && (series.length === 0 || isWanted(symbol) === isFollowed),
      );
    },
  };
}

function memoryMarket(held: Held): Tables['market'] {
  const unused = async (): Promise<never> => {
    throw new Error('the API does not write what was observed');
  };
  return {
    readPrices: async () => held.prices,
    readClockOffset: async () =>
      held.clockOffset === null ? null : { offsetMs: held.clockOffset, measuredAt: held.clockMeasuredAt },
    readCatalogue: async () => held.catalogue,
    requestCatalogue: async (at) => void held.catalogueRequests.push(at),
    readCatalogueRequest: async () => held.catalogueRequests.at(-1) ?? null,
    announceCoinsChanged: async (at) => void held.coinsChanged.push(at),
    readCoinsChanged: async () => held.coinsChanged.at(-1) ?? null,
    readUnwatched: async (symbol, limit) => (held.unwatched.get(symbol) ?? []).slice(0, limit),
    writePrices: unused,
    writeClockOffset: unused,
    writeCatalogue: unused,
    addUnwatched: unused,
    readNewestUnwatched: async () => held.newestUnwatched,
    readSparks: async () => held.sparks,
    writeSparks: unused,
    writeNewestUnwatched: unused,
  };
}

function memoryTriggers({ triggers }: Held): Tables['triggers'] {
  const newestFirst = () => [...triggers].reverse();
  return {
    byAlert: async (alertId, { limit, after }) => {
      const ofAlert = newestFirst().filter((it) => it.alertId === alertId);
      const positionOf = ({ id }: Trigger) => id.slice(alertId.length + 1);
      const rest = ofAlert.filter((it) => !after || positionOf(it) < after.position);
      const last = rest.slice(0, limit).at(-1);
      const next = rest.length > limit && last ? { position: positionOf(last) } : null;
      return { items: rest.slice(0, limit), next };
    },
    byOwner: async (owner, { symbol, state, from = 0, to = Number.POSITIVE_INFINITY }) => ({
      items: newestFirst()
        .filter((it) => it.owner === owner && (symbol ?? it.symbol) === it.symbol)
        .filter(({ hops: { evaluatedAt } }) => evaluatedAt >= from && evaluatedAt < to)
        .filter(({ deliveries }) => !state || Object.values(deliveries).some((it) => it.state === state)),
      next: null,
    }),
    get: async ({ alertId, position }) => triggers.find(({ id }) => id === `${alertId}@${position}`) ?? null,
  };
}

function memoryHistory({ history }: Held): Tables['history'] {
  return {
    entry: ({ alert: { id, owner }, change }) =>
      memoryPart(() => void history.set(id, [...(history.get(id) ?? []), { ...change, person: owner }])),
    list: async ({ alertId, limit, after }) => {
      const newestFirst = [...(history.get(alertId) ?? [])].reverse();
      const rest = newestFirst.filter(({ version }) => !after || version < after.version);
      const items = rest.slice(0, limit);
      const last = items.at(-1);
      return { items, next: rest.length > limit && last ? { version: last.version } : null };
    },
  };
}

function memoryCandles({ candles }: Held): ReadTables['candles'] {
  const between = (symbol: string, interval: string, from: number, to: number) =>
    (candles.get(`${symbol} ${interval}`) ?? []).filter(({ start }) => start >= from && start < to);
  return {
    read: async (symbol, interval, from, to) => between(symbol, interval, from, to),
    firstAfter: async (symbol, interval, from, to) => between(symbol, interval, from, to)[0]?.start ?? null,
  };
}

function memoryRates({ rates }: Held): Tables['rates'] {
  const nameOf = (person: string, rate: RateName, at: number) => `${person} ${windowStart(at)} ${rate}`;
  const add = (name: string, units: number) => {
    rates.set(name, (rates.get(name) ?? 0) + units);
    return rates.get(name) ?? 0;
  };
  return {
    take: async (person, { rate, units, at, most }) => {
      const name = nameOf(person, rate, at);
      const used = rates.get(name) ?? 0;
      return used + units > most ? { isTaken: false, used: most } : { isTaken: true, used: add(name, units) };
    },
    giveBack: async (person, { rate, units, at }) => add(nameOf(person, rate, at), -units),
    read: async (person, now) => {
      const used = (rate: RateName) => rates.get(nameOf(person, rate, now)) ?? 0;
      return { writes: used('writes'), previewMs: used('previewMs') };
    },
  };
}

function memoryPeople({ profiles, requests }: Held): Tables['people'] {
  const change = (person: string, edit: (profile: Profile) => Partial<Profile>) => {
    const profile = profiles.get(person);
    if (profile) profiles.set(person, { ...profile, ...edit(profile) });
  };
  return {
    profileChange: (person, before, { email, settings = {}, mailOff }, now) => {
      const isWish = before?.mailOff?.reason === 'unsubscribed';
      const off = mailOff === undefined || (mailOff && isWish) ? (before?.mailOff ?? null) : mailOff;
      const after = { ...buildProfile(), ...before, email, mailOff: off, updatedAt: before?.updatedAt ?? 0 };
      const changed = { ...after, settings: { ...after.settings, ...settings } };
      if (before && JSON.stringify(changed) === JSON.stringify({ ...changed, ...before })) return null;
      const updatedAt = Math.max(now, changed.updatedAt + 1);
      return memoryPart(
        () => void profiles.set(person, { ...changed, updatedAt }),
        () => profiles.get(person)?.updatedAt === before?.updatedAt,
      );
    },
    readProfile: async (person) => profiles.get(person) ?? null,
    switchMailOff: async (person, mailOff) => {
      change(person, (profile) => (profile.mailOff?.reason === 'unsubscribed' ? {} : { mailOff }));
    },
    switchMailOn: async (person) => change(person, () => ({ mailOff: null })),
    readRequest: async (person, key) => requests.get(`${person} request#${key}`) ?? null,
    rememberRequest: ({ person, key, bodyHash, alertId }) => {
      const name = `${person} request#${key}`;
      return memoryPart(
        () => void requests.set(name, { bodyHash, alertId }),
        () => !requests.has(name),
      );
    },
  };
}

/** As the table does it: a change is judged by what is stored then. */
function memoryCounts({ counts }: Held): Tables['counts'] {
  const nameOf = ({ person, item }: CountKey) => `${person} ${item}`;
  return {
    read: async (key) => counts.get(nameOf(key)) ?? null,
    change: (key, _read, changes, now) => {
      const stored = () => counts.get(nameOf(key));
      return memoryPart(
        () => void counts.set(nameOf(key), { counts: changeCounts(stored()?.counts ?? {}, changes), at: now }),
        () => countsOverMost(stored()?.counts ?? {}, changes).length === 0 && stored() !== undefined,
      );
    },
    replace: (key, { counts: counted, replaces }, changes, now) =>
      memoryPart(
        () => void counts.set(nameOf(key), { counts: changeCounts(counted, changes), at: now }),
        () => (counts.get(nameOf(key))?.at ?? null) === replaces,
      ),
  };
}
