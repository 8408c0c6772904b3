import { groupThousands } from '../../domain/market/decimal.ts';
import type { FollowedCoins } from './coins/followed-coins.ts';
import { Problem } from './http/problem.ts';

/**
 * The ingest task's one socket takes 1,024 streams. The rest is for its heartbeat, and for coins that are followed at the
 * same moment: nothing but this check keeps the number.
 */
export const MAX_FOLLOWED_COINS = 1_000;

/** @throws Problem 409 when following this coin would be one too many */
export async function checkRoomForCoin(symbol: string, coins: FollowedCoins): Promise<void> {
  const held = await coins.read();
  if (held.wanted.has(symbol)) return;
  if (held.wanted.size >= MAX_FOLLOWED_COINS) throw noRoom(symbol);
  // Held for up to a second, in which other environments may have filled the rest.
  coins.forget();
  const { wanted } = await coins.read();
  if (!wanted.has(symbol) && wanted.size >= MAX_FOLLOWED_COINS) throw noRoom(symbol);
}

function noRoom(symbol: string): Problem {
  const most = groupThousands(String(MAX_FOLLOWED_COINS));
  return new Problem({
    status: 409,
    title: 'Too many coins',
    detail: `${most} coins are followed, which is the most; ${symbol} can be followed once an admin lets another one go.`,
  });
}
