import * as z from 'zod';
import type { Status } from '../domain/alerts/alert.ts';
import type { CandleView } from '../domain/market/candle.ts';
import type { CoinState } from '../domain/market/coin.ts';
import { MAX_SUBSCRIBED } from './live-limits.ts';
import { symbolField } from './symbol-field.ts';
import type { TriggerView } from './trigger-view.ts';

/** A token that is longer belongs to no issuer that we know. */
const MAX_TOKEN_CHARACTERS = 8_192;

const symbolsSchema = z.array(symbolField).min(1).max(MAX_SUBSCRIBED);

/** What a client sends, each a frame of JSON text. The gateway chooses the route by `action`. */
export const clientFrameSchema = z.discriminatedUnion('action', [
  /** An ID token. Answered with `signed-in`, or an error. Sent again before `until`, it renews. */
  z.strictObject({ action: z.literal('sign-in'), token: z.string().min(1).max(MAX_TOKEN_CHARACTERS) }),
  /** Adds coins. Answered at once with their `prices`, in one frame or several. */
  z.strictObject({ action: z.literal('subscribe'), symbols: symbolsSchema }),
  /** Takes coins away. Not answered. */
  z.strictObject({ action: z.literal('unsubscribe'), symbols: symbolsSchema }),
  /** Answered with `pong`. Sent each `PING_INTERVAL_MS`: it also says that somebody still listens. */
  z.strictObject({ action: z.literal('ping') }),
]);
export type ClientFrame = z.infer<typeof clientFrameSchema>;
const ACTIONS: readonly ClientFrame['action'][] = ['sign-in', 'subscribe', 'unsubscribe', 'ping'];
/** As the gateway calls its routes; `$default` gets what has none of the actions. */
export const SOCKET_ROUTES: readonly string[] = ['$connect', '$disconnect', '$default', ...ACTIONS];

/** A coin as it is now. */
export interface LiveCoin {
  readonly symbol: string;
  readonly state: CoinState;
  /** when this was so, ISO 8601 UTC, exchange clock: an older one may arrive after a newer one. Null while nothing is known */
  readonly at: string | null;
  /** of the newest trade; null while none is known */
  readonly price: string | null;
  /** when that was traded, ISO 8601 UTC */
  readonly tradeAt: string | null;
  /** the minute that is open, from its start to the newest trade; null while nothing was traded in it, and when some of its trades were not seen */
  readonly minute: CandleView | null;
  /** for some seconds after its end, the minute before, which is final; null at other times, and when some of its trades were not seen */
  readonly closed: CandleView | null;
}

/**
 * At most once a second (of each shard of the ticks stream): the subscribed coins of which something new is known, each whole. A live coin
 * comes at least every few seconds, with or without a trade. Coins that do not fit are in a frame that follows at once.
 */
export interface PricesFrame {
  readonly type: 'prices';
  readonly coins: readonly LiveCoin[];
}

/** One of the person's own alerts has fired: the proof, as `GET /api/triggers` shows it. Its deliveries go on afterwards. It may come twice. */
export interface TriggerFrame {
  readonly type: 'trigger';
  readonly trigger: TriggerView;
}

/** One of the person's own alerts has changed, by whomever. Read it again; the version grows by changes of its person alone. */
export interface AlertFrame {
  readonly type: 'alert';
  readonly id: string;
  readonly symbol: string;
  /** null once it is deleted */
  readonly version: number | null;
  readonly status: Status | 'deleted';
}

/** The answer to `sign-in`. */
export interface SignedInFrame {
  readonly type: 'signed-in';
  /** the token's end, ISO 8601 UTC. After it nothing personal is sent */
  readonly until: string;
}

export interface PongFrame {
  readonly type: 'pong';
}

/**
 * - `bad-message`: no JSON, an unknown action, or a wrong field.
 * - `bad-token`: forged, expired, of another issuer or client, or no ID token with a verified address. What was signed in before stays so.
 * - `too-many-coins`: more than `MAX_SUBSCRIBED`. None of the message was added.
 * - `not-connected`: the socket is no longer known here: open another one.
 * - `try-again`: something failed on our side.
 */
export type LiveErrorCode = 'bad-message' | 'bad-token' | 'too-many-coins' | 'not-connected' | 'try-again';

/** The answer to a message that changed nothing. */
export interface ErrorFrame {
  readonly type: 'error';
  readonly code: LiveErrorCode;
  /** for people */
  readonly detail: string;
}

/** What a client gets. One that it does not know it passes over. The gateway's own errors have `message` and no `type`. */
export type ServerFrame = PricesFrame | TriggerFrame | AlertFrame | SignedInFrame | PongFrame | ErrorFrame;
