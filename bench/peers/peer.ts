import type { Tick } from '../../domain/market/tick.ts';
import type { PlainAlert } from '../plain-scan.ts';

/** The prices that a tick covers, both ends included. A peer finds the alerts whose levels lie in between. */
export interface Path {
  readonly low: number;
  readonly high: number;
}

/** Another way to find the alerts that a tick touches, running on this machine. */
export interface Peer {
  readonly name: string;
  /** ids of the alerts on `path`, in one round trip */
  touched(path: Path): Promise<string[]>;
  /** the same for many ticks, with as few round trips as the peer allows */
  touchedByEach(paths: readonly Path[]): Promise<string[][]>;
  stop(): Promise<void>;
}

/** Makes a peer if its program is on this machine. */
export interface PeerMaker {
  readonly name: string;
  start(setting: PeerSetting): Promise<Peer>;
}

export interface PeerSetting {
  /** folder for this peer's files */
  readonly folder: string;
  readonly symbol: string;
  readonly alerts: readonly PlainAlert[];
  readonly progress: (text: string) => void;
}

/** The peer's program is not on this machine. */
export class PeerMissingError extends Error {
  override readonly name = 'PeerMissingError';
}

/** The range from the trade before the tick over all trades of the tick. */
export function pathOf({ previous, trades }: Tick): Path {
  let low = previous ? Number(previous.price) : Number.POSITIVE_INFINITY;
  let high = previous ? Number(previous.price) : Number.NEGATIVE_INFINITY;
  for (const text of trades.price) {
    const price = Number(text);
    if (price < low) low = price;
    if (price > high) high = price;
  }
  return { low, high };
}
