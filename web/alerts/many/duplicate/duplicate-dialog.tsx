import { useState } from 'preact/hooks';
import type { AlertView } from '../../../../contract/alert-view.ts';
import { isPrinted } from '../../../../text/format/format-metric.ts';
import { callApi } from '../../../api/call-api.ts';
import { formatCount } from '../../../format/format-count.ts';
import { Button } from '../../../parts/button.tsx';
import { Dialog } from '../../../parts/dialog.tsx';
import { putAlerts } from '../../../store/alerts.ts';
import { coinOf, symbols } from '../../../store/coins.ts';
import { conditionsOfView } from '../../alert-filter.ts';
import { alertTitle } from '../../describe-alert.ts';
import { changeMany } from '../change-many.ts';
import { outcomesOf, problemOf } from '../change-targets.ts';
import { closeDialog, closeDialogOf } from '../shown-dialog.ts';
import { showOutcomes } from '../shown-outcomes.ts';
import { duplicateAlerts, type LevelChoice, type NewAlert } from './duplicate-alerts.ts';

const priceOf = (symbol: string) => coinOf(symbol)?.peek().price ?? null;

/** The same alerts on other coins that are followed. */
export function DuplicateDialog({ alerts }: { alerts: readonly AlertView[] }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [levels, setLevels] = useState<LevelChoice>('same-distance');
  const [isBusy, setBusy] = useState(false);
  const own = new Set(alerts.map(({ symbol }) => symbol));
  const copies = duplicateAlerts({ alerts, symbols: [...chosen], levels, priceOf });
  const hasPrices = alerts.some((alert) => conditionsOfView(alert).some(({ metric }) => isPrinted(metric)));
  const make = async () => {
    setBusy(true);
    await makeCopies(copies, alerts);
    closeDialogOf('duplicate');
  };
  const turn = (symbol: string) => {
    const next = new Set(chosen);
    if (!next.delete(symbol)) next.add(symbol);
    setChosen(next);
  };
  return (
    <Dialog title="Duplicate to other coins" onClose={closeDialog}>
      <p class="muted">{alerts.length === 1 && alerts[0] ? alertTitle(alerts[0]) : `${alerts.length} alerts`}</p>
      <fieldset class="duplicate-coins">
        <legend class="field-label">Coins</legend>
        {symbols.value.map((symbol) => (
          <label key={symbol} class="duplicate-coin">
            <input
              type="checkbox"
              checked={chosen.has(symbol)}
              disabled={own.size === 1 && own.has(symbol)}
              onChange={() => turn(symbol)}
            />
            {symbol}
          </label>
        ))}
      </fieldset>
      {hasPrices && <LevelChoices levels={levels} onChoose={setLevels} />}
      <div class="dialog-actions">
        <Button onClick={closeDialog}>Cancel</Button>
        <Button kind="primary" busy={isBusy || copies.length === 0} onClick={() => void make()}>
          {copies.length === 0 ? 'Choose coins' : `Make ${formatCount(copies.length, 'alert')}`}
        </Button>
      </div>
    </Dialog>
  );
}

const LEVEL_CHOICES: readonly (readonly [LevelChoice, string])[] = [
  ['same-distance', 'As many percent from the price of each coin'],
  ['as-is', 'The same number'],
];

function LevelChoices({ levels, onChoose }: { levels: LevelChoice; onChoose: (levels: LevelChoice) => void }) {
  return (
    <fieldset class="duplicate-levels">
      <legend class="field-label">Price levels</legend>
      {LEVEL_CHOICES.map(([value, text]) => (
        <label key={value} class="duplicate-coin">
          <input type="radio" name="levels" checked={levels === value} onChange={() => onChoose(value)} />
          {text}
        </label>
      ))}
    </fieldset>
  );
}

async function makeCopies(copies: readonly NewAlert[], alerts: readonly AlertView[]): Promise<void> {
  const send = (items: readonly NewAlert[]) =>
    callApi('POST /api/alerts/bulk', { body: { operation: 'create', items: [...items] } });
  const results = await changeMany(copies, send, problemOf);
  putAlerts(results.flatMap(({ alert }) => alert ?? []));
  const [first] = alerts;
  const targets = copies.map(({ symbol, name }, index) => {
    const title = `${symbol}${typeof name === 'string' ? `: ${name}` : ''}`;
    return { kind: 'alert', id: `${index}`, version: 1, status: 'arming', pausedUntil: null, title } as const;
  });
  if (first) showOutcomes({ done: 'made', outcomes: outcomesOf(results, targets) });
}
