import { CoinMinutes } from '../../ingest-task/history/coin-minutes.ts';

/** Minutes without a listener. */
export function silentMinutes(): CoinMinutes {
  return new CoinMinutes({ onClosed: () => {}, onUnknown: () => {}, onJoined: () => {}, onIdRestart: () => {} });
}
