import { CoinMinutes } from '../../ingest-task/history/coin-minutes.ts';

/** Minutes whose end nobody listens to. */
export function silentMinutes(): CoinMinutes {
  return new CoinMinutes({ onClosed: () => {}, onUnknown: () => {}, onJoined: () => {}, onIdRestart: () => {} });
}
