import { useEffect, useState } from 'preact/hooks';
import type { Listing } from '../../domain/market/coin.ts';
import { isTraded, isWatchable } from '../../domain/market/listing-status.ts';
import { describeError } from '../api/api-error.ts';
import { Combobox, type ComboboxOption } from '../parts/combobox.tsx';
import { session } from '../session/session.ts';
import { go } from '../store/address.ts';
import { findSymbols } from '../store/catalogue.ts';
import { coinOf, followCoin, symbols } from '../store/coins.ts';
import { coinPath } from '../store/paths.ts';
import { showToast } from '../store/toasts.ts';
import { finderInput } from './finder-input.ts';

const WAIT_MS = 120;
const SHOWN = 12;

interface Found {
  readonly text: string;
  readonly listings: readonly Listing[];
  readonly problem: string | null;
}

const NOTHING: Found = { text: '', listings: [], problem: null };

/** Finds any symbol of the exchange. Enter opens a followed coin, and follows another one: it goes live in place. */
export function CoinFinder() {
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const found = useFound(text);
  const close = () => {
    setText('');
    setOpen(false);
  };
  return (
    <div class="coins-finder">
      <Combobox
        label="Find or follow a coin"
        placeholder="Find or follow a coin"
        text={text}
        isOpen={isOpen && text.trim() !== ''}
        options={found.listings.slice(0, SHOWN).map(optionOf)}
        status={statusOf(text, found)}
        inputRef={finderInput}
        onText={setText}
        onOpen={setOpen}
        onChoose={(symbol) => {
          close();
          void choose(symbol);
        }}
      />
      {text === '' && (
        <span class="finder-key" aria-hidden="true">
          <kbd>/</kbd>
        </span>
      )}
    </div>
  );
}

function useFound(text: string): Found {
  const [found, setFound] = useState(NOTHING);
  useEffect(() => {
    const sought = text.trim();
    if (sought === '') return setFound(NOTHING);
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      try {
        setFound({ text: sought, listings: await findSymbols(sought, stop.signal), problem: null });
      } catch (error) {
        if (!stop.signal.aborted) setFound({ text: sought, listings: [], problem: describeError(error) });
      }
    }, WAIT_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text]);
  return found;
}

function statusOf(text: string, { text: sought, listings, problem }: Found): string {
  if (problem !== null) return problem;
  if (text.trim() !== sought) return 'Searching…';
  if (listings.length === 0) return 'No such symbol at the exchange.';
  return listings.length > SHOWN ? `The first ${SHOWN} of more. Type on to narrow.` : '';
}

function optionOf(listing: Listing): ComboboxOption {
  const { symbol, base, quote } = listing;
  const isFollowed = symbols.peek().includes(symbol);
  return {
    value: symbol,
    disabled: !isFollowed && !isWatchable(listing),
    content: (
      <>
        <span class="coins-base">{base}</span>
        <span class="coins-quote">{quote}</span>
        <span class="finder-hint">{hintOf(listing, isFollowed)}</span>
      </>
    ),
  };
}

function hintOf(listing: Listing, isFollowed: boolean): string {
  if (isFollowed) return 'Open';
  if (!isWatchable(listing)) return 'Not traded';
  return isTraded(listing) ? 'Follow' : 'Follow (halted)';
}

async function choose(symbol: string): Promise<void> {
  if (coinOf(symbol)) return go(coinPath(symbol));
  if (session.value.state !== 'signed-in') {
    showToast({ icon: 'log-in', title: `Sign in to follow ${symbol}.` });
    return;
  }
  try {
    await followCoin(symbol);
    showToast({ icon: 'check', title: `${symbol} is followed.`, text: 'It goes live within seconds.' });
  } catch (error) {
    showToast({ tone: 'bad', title: `${symbol} is not followed.`, text: describeError(error) });
  }
}
