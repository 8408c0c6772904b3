import type { Tick } from '../../domain/market/tick.ts';
import type { PlainAlert } from '../plain-scan.ts';

/** What a tick asks of a peer: the alerts whose level lies on the way that the price took, both ends included. */
export interface Path {
  readonly low: number;
  readonly high: number;
}

/** Another way to find the alerts that a tick touches, on this machine. */
export interface Peer {
  readonly name: string;
  /** the alerts on `path`, by id: one round trip */
  touched(path: Path): Promise<string[]>;
  /** the same for many ticks, with as few waits as the peer can do with */
  touchedByEach(paths: readonly Path[]): Promise<string[][]>;
  stop(): Promise<void>;
}

/** Made where its program is on this machine; else why it is left out. */
export interface PeerMaker {
  readonly name: string;
  start(setting: PeerSetting): Promise<Peer>;
}

export interface PeerSetting {
  /** a folder of its own */
  readonly folder: string;
  readonly symbol: string;
  readonly alerts: readonly PlainAlert[];
  readonly progress: (text: string) => void;
}

/** The peer's program is not on this machine. */
export class PeerMissingError extends Error {
  override readonly name = 'PeerMissing';
}

/** From the trade before the tick over all of its trades. */
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
