import * as z from 'zod';
import type { OwnedAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import type { MarketNow } from '../../../adapters/dynamodb/market/read-market-now.ts';
import type { ApiDeps } from '../api-deps.ts';
import { cursorParts } from '../http/page-query.ts';
import { invalidRequest, type Problem } from '../http/problem.ts';
import { type CursorList, jsonPositions } from '../http/signed-cursors.ts';
import { type AlertFilter, keepsAlert } from './alert-filter.ts';
import { type AlertSort, type MovingSort, orderAlerts } from './alert-order.ts';
import { findAlert } from './find-alert.ts';
import { isLeft, leaveAlerts, leftPositions } from './left-alerts.ts';

/** All of a person's are read for each page of an order that moves, and a cursor names those that are left. */
export const MAX_ORDERED_ALERTS = 2_000;

type PageDeps = Pick<ApiDeps, 'alerts' | 'externalIds' | 'cursors' | 'readMarketNow'>;

export interface AlertsAsked<Sort extends AlertSort = AlertSort> {
  readonly person: string;
  readonly filter: AlertFilter;
  readonly sort: Sort;
  readonly limit: number;
  readonly cursor: string | undefined;
}

export interface AlertPage {
  readonly items: readonly OwnedAlert[];
  readonly nextCursor: string | null;
  readonly market: MarketNow;
}

const createdPositions = jsonPositions(z.strictObject({ createdAt: cursorParts.time, id: cursorParts.alertId }));

/**
 * One page. What exists and matches from the first page to the last is on one of them, whatever happens meanwhile: see
 * docs/decisions/0024. @throws Problem 422
 */
export function readAlertPage({ sort, ...asked }: AlertsAsked, deps: PageDeps): Promise<AlertPage> {
  const list: CursorList = { route: 'GET /api/alerts', person: asked.person, shows: { ...asked.filter, sort } };
  if (asked.filter.externalId !== undefined) return readNamed(asked, deps);
  return sort === 'created' ? readByCreation({ ...asked, list }, deps) : readInOrder({ ...asked, sort, list }, deps);
}

type Asked<Sort extends AlertSort> = Omit<AlertsAsked<Sort>, 'sort'> & { readonly list: CursorList };

/** One at most, found by its row and read consistently. */
async function readNamed({ person, filter }: Omit<AlertsAsked, 'sort'>, deps: PageDeps): Promise<AlertPage> {
  const { externalId = '', symbol, status } = filter;
  const alertId = await deps.externalIds.find(person, externalId);
  const [alert, market] = await Promise.all([
    alertId === null ? null : findAlert(deps.alerts, { alertId, person }),
    deps.readMarketNow(),
  ]);
  const isSought =
    alert !== null &&
    alert.symbol === (symbol ?? alert.symbol) &&
    alert.state.status === (status ?? alert.state.status) &&
    keepsAlert(filter)(alert);
  return { items: isSought ? [alert] : [], nextCursor: null, market };
}

/** The index has this order, and no alert ever moves in it. */
async function readByCreation(
  { person, filter, limit, cursor, list }: Asked<'created'>,
  { alerts, cursors, readMarketNow }: PageDeps,
): Promise<AlertPage> {
  const after = await cursors.read(list, cursor, createdPositions);
  const [page, market] = await Promise.all([
    alerts.list({ ...filter, owner: person, keeps: keepsOf(filter), limit, after }),
    readMarketNow(),
  ]);
  return { items: page.items, nextCursor: await cursors.write(list, page.next, createdPositions), market };
}

/** The first of what is left, by the keys of now. */
async function readInOrder(
  { person, filter, sort, limit, cursor, list }: Asked<MovingSort> & { readonly sort: MovingSort },
  { alerts, cursors, readMarketNow }: PageDeps,
): Promise<AlertPage> {
  const left = await cursors.read(list, cursor, leftPositions);
  const [read, market] = await Promise.all([
    alerts.all({ ...filter, owner: person, most: MAX_ORDERED_ALERTS }),
    readMarketNow(),
  ]);
  if (read === null) throw tooMany(sort);
  const due = read.filter(keepsAlert(filter)).filter(({ id }) => left === null || isLeft(left, id));
  const ordered = orderAlerts(due, sort, market);
  const rest = ordered.slice(limit);
  const next = rest.length === 0 ? null : leaveAlerts(read.map(idOf), rest.map(idOf));
  return { items: ordered.slice(0, limit), nextCursor: await cursors.write(list, next, leftPositions), market };
}

/** Undefined when the table's own filter says it all: then it reads no more than it shows. */
function keepsOf(filter: AlertFilter): ((alert: OwnedAlert) => boolean) | undefined {
  const { metric, text, group } = filter;
  return metric === undefined && text === undefined && group === undefined ? undefined : keepsAlert(filter);
}

function idOf({ id }: OwnedAlert): string {
  return id;
}

function tooMany(sort: MovingSort): Problem {
  const message = `${sort} orders at most ${MAX_ORDERED_ALERTS} alerts: filter them by symbol or status, or sort by created`;
  return invalidRequest([{ path: 'sort', message }]);
}
