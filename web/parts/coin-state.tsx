import type { CoinState as State } from '../../domain/market/coin.ts';
import { formatSince } from '../format/format-time.ts';
import { now } from '../store/clock.ts';
import type { Coin } from '../store/coins.ts';
import { zone } from '../store/zone.ts';
import { Chip, type ChipProps } from './chip.tsx';

interface Shown {
  readonly tone: ChipProps['tone'];
  readonly label: string;
  /** for people who ask what it means */
  readonly meaning: string;
}

const SHOWN: Readonly<Record<State, Shown>> = {
  requested: { tone: 'info', label: 'Requested', meaning: 'Asked for. It goes live within seconds.' },
  live: { tone: 'good', label: 'Live', meaning: 'Every trade is seen.' },
  'catching-up': { tone: 'info', label: 'Catching up', meaning: 'Trades that were missed are being read again.' },
  dark: { tone: 'warn', label: 'Dark', meaning: 'Nothing can be seen at the moment. Trades are read again later.' },
  halted: { tone: 'warn', label: 'Halted', meaning: 'The exchange has stopped trading it.' },
  delisted: { tone: 'bad', label: 'Delisted', meaning: 'The exchange lists it no more.' },
  rejected: { tone: 'bad', label: 'Rejected', meaning: 'The exchange does not know it, or refuses to send it.' },
};

/** The task that wrote an older list is gone: nothing was seen since. */
const STALE_MS = 30_000;

/** Whether the coin is seen: `Live`, `Dark since 12:04`. */
export function CoinState({ coin }: { coin: Coin }) {
  const { tone = 'plain', label, meaning } = SHOWN[coin.state];
  const since = coin.state === 'dark' ? darkSince(coin, now.value) : null;
  return (
    <Chip tone={tone} title={coin.stateReason ?? meaning}>
      {label}
      {since !== null && ` since ${formatSince(since, { zone: zone.value, now: now.value })}`}
    </Chip>
  );
}

/** When it was seen last; null where nobody knows. */
function darkSince({ stateSince, tradeAt, updatedAt, seenAt }: Coin, at: number): string | null {
  const isStale = seenAt !== null && at - seenAt > STALE_MS;
  return stateSince ?? (isStale ? updatedAt : tradeAt);
}
