import { useEffect, useState } from 'preact/hooks';
import type { Listing } from '../../domain/market/coin.ts';
import { explainExchangeSymbol } from '../../domain/market/symbol.ts';
import { ApiError, describeError } from '../api/api-error.ts';
import { Button } from '../parts/button.tsx';
import { EmptyState } from '../parts/empty-state.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { session, signIn } from '../session/session.ts';
import { findSymbols } from '../store/catalogue.ts';
import { followCoin } from '../store/coins.ts';

type Found =
  | { readonly state: 'looking' | 'unknown' }
  | { readonly state: 'listed'; readonly listing: Listing }
  | { readonly state: 'failed'; readonly problem: string };

/** A coin that is not followed: the exchange may list it or not. */
export function UnfollowedCoin({ symbol }: { symbol: string }) {
  const [found, set] = useState<Found>({ state: 'looking' });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const looking = new AbortController();
    set({ state: 'looking' });
    void lookUp(symbol, looking.signal).then((result) => result && set(result));
    return () => looking.abort();
  }, [symbol, attempt]);
  return (
    <>
      <h1 id="coin-title">{symbol}</h1>
      <div class="panel coin-absent">
        {found.state === 'looking' && <Skeleton rows={2} label="Looking for the coin" />}
        {found.state === 'failed' && <ErrorNote problem={found.problem} onRetry={() => setAttempt(attempt + 1)} />}
        {found.state === 'unknown' && (
          <EmptyState icon="circle-help" text={explainUnlisted(symbol)}>
            <a class="button" href="/">
              Show the coins
            </a>
          </EmptyState>
        )}
        {found.state === 'listed' && <Offer symbol={symbol} />}
      </div>
    </>
  );
}

function explainUnlisted(symbol: string): string {
  const why = explainExchangeSymbol(symbol);
  return why ? `No coin is ${symbol}: ${why}.` : `The exchange does not list ${symbol}.`;
}

function Offer({ symbol }: { symbol: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const follow = async () => {
    setBusy(true);
    // a coin that is followed takes the place of this offer
    await followCoin(symbol).catch((error: unknown) => setProblem(describeError(error)));
    setBusy(false);
  };
  return (
    <>
      <EmptyState icon="coins" text={`${symbol} is not followed yet.`}>
        {session.value.state === 'signed-in' ? (
          <Button kind="primary" icon="plus" busy={isBusy} onClick={() => void follow()}>
            Follow
          </Button>
        ) : (
          <Button kind="primary" icon="log-in" onClick={() => void signIn().catch(() => {})}>
            Sign in to follow it
          </Button>
        )}
      </EmptyState>
      {problem && <ErrorNote problem={problem} />}
    </>
  );
}

/** Null: nobody waits for it any more. */
async function lookUp(symbol: string, signal: AbortSignal): Promise<Found | null> {
  try {
    const listing = (await findSymbols(symbol, signal)).find((it) => it.symbol === symbol);
    return listing ? { state: 'listed', listing } : { state: 'unknown' };
  } catch (error) {
    if (signal.aborted) return null;
    // a name that no symbol can have is refused
    if (error instanceof ApiError && error.status === 422) return { state: 'unknown' };
    return { state: 'failed', problem: describeError(error) };
  }
}
