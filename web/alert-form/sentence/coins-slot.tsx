import { useEffect, useState } from 'preact/hooks';
import { Button } from '../../parts/button.tsx';
import { findSymbols } from '../../store/catalogue.ts';
import { symbols } from '../../store/coins.ts';
import { type AlertDraft, type CoinsDraft, isGroup } from '../draft/alert-draft.ts';
import { SlotPopover } from './slot.tsx';

export interface CoinsSlotProps {
  readonly coins: CoinsDraft;
  readonly fires: AlertDraft['fires'];
  /** whether it may be on several coins; an alert that exists stays on its one */
  readonly kind: 'one' | 'any' | 'several';
  readonly invalid: boolean;
  readonly onChange: (change: Partial<Pick<AlertDraft, 'coins' | 'fires'>>) => void;
}

const SEARCH_AFTER_MS = 200;
const MAX_SHOWN = 12;

/** `BTCUSDT`, `BTCUSDT or ETHUSDT`, `one of 5 coins`, `any coin I follow` */
function formatCoins(coins: CoinsDraft): string {
  if (typeof coins === 'string') return 'any coin I follow';
  if (coins.length === 0) return 'a coin';
  return coins.length > 2 ? `one of ${coins.length} coins` : coins.join(' or ');
}

export function CoinsSlot({ coins, fires, kind, invalid, onChange }: CoinsSlotProps) {
  if (kind === 'one') return <strong class="slot-fixed">{formatCoins(coins)}</strong>;
  return (
    <SlotPopover label="Coin" shown={formatCoins(coins)} invalid={invalid}>
      {(close) => (
        <CoinsPanel
          {...{ coins, fires, onChange }}
          mustBeSeveral={kind === 'several'}
          onChosen={(symbol) => {
            onChange({ coins: [symbol] });
            close();
          }}
        />
      )}
    </SlotPopover>
  );
}

interface CoinsPanelProps extends Pick<CoinsSlotProps, 'coins' | 'fires' | 'onChange'> {
  readonly mustBeSeveral: boolean;
  readonly onChosen: (symbol: string) => void;
}

function CoinsPanel({ coins, fires, mustBeSeveral, onChange, onChosen }: CoinsPanelProps) {
  const [text, setText] = useState('');
  const [isSeveral, setSeveral] = useState(mustBeSeveral || isGroup({ coins }));
  const found = useFoundSymbols(text);
  const chosen = typeof coins === 'string' ? [] : coins;
  const offered = [...new Set([...(text === '' ? chosen : []), ...found])].slice(0, Math.max(MAX_SHOWN, chosen.length));
  const toggle = (symbol: string) => {
    const others = chosen.filter((each) => each !== symbol);
    onChange({ coins: others.length < chosen.length ? others : [...chosen, symbol] });
  };
  return (
    <>
      <input
        class="input"
        type="search"
        aria-label="Find a coin"
        placeholder="Find a coin"
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          const [first] = offered;
          if (event.key !== 'Enter') return;
          event.preventDefault();
          if (first !== undefined) isSeveral ? toggle(first) : onChosen(first);
        }}
      />
      <ul class="slot-choices" aria-label="Coins">
        {offered.map((symbol) => (
          <li key={symbol}>
            <button
              type="button"
              class="slot-choice"
              aria-pressed={chosen.includes(symbol)}
              onClick={() => (isSeveral ? toggle(symbol) : onChosen(symbol))}
            >
              {symbol}
            </button>
          </li>
        ))}
        {offered.length === 0 && <li class="muted slot-none">No coin is named so.</li>}
      </ul>
      <div class="slot-panel-foot">
        {!mustBeSeveral && (
          <Button kind="quiet" aria-pressed={isSeveral} onClick={() => setSeveral(!isSeveral)}>
            Several coins
          </Button>
        )}
        <Button
          kind="quiet"
          aria-pressed={coins === 'followed'}
          onClick={() => onChange({ coins: coins === 'followed' ? [] : 'followed' })}
        >
          Every coin I follow
        </Button>
      </div>
      {isGroup({ coins }) && !mustBeSeveral && (
        <label class="slot-check">
          <input
            type="checkbox"
            checked={fires === 'once'}
            onChange={({ currentTarget }) => onChange({ fires: currentTarget.checked ? 'once' : 'each' })}
          />
          The first coin that fires ends the others
        </label>
      )}
    </>
  );
}

/** Followed coins while nothing is typed, then what the exchange has. */
function useFoundSymbols(text: string): readonly string[] {
  const [found, setFound] = useState<readonly string[]>([]);
  const typed = text.trim().toUpperCase();
  const followed = symbols.value.filter((symbol) => symbol.includes(typed));
  useEffect(() => {
    if (typed === '') return setFound([]);
    const search = new AbortController();
    const timer = setTimeout(() => {
      findSymbols(typed, search.signal).then(
        (listings) => setFound(listings.map(({ symbol }) => symbol)),
        () => {},
      );
    }, SEARCH_AFTER_MS);
    return () => {
      clearTimeout(timer);
      search.abort();
    };
  }, [typed]);
  return [...followed, ...found];
}
