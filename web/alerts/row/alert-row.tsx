import type { AlertView } from '../../../contract/alert-view.ts';
import { editAlert } from '../../alert-form/open-alert-form.ts';
import { Menu } from '../../parts/menu.tsx';
import { coinPath } from '../../store/paths.ts';
import { alertOptions, alertSentence, alertTitle } from '../describe-alert.ts';
import { Channels } from './channels.tsx';
import { DistanceCell } from './distance-cell.tsx';
import { LastFired } from './last-fired.tsx';
import { menuOfAlert } from './row-menus.ts';
import { StatusCell } from './status-cell.tsx';

export interface Pick {
  readonly isSelected: boolean;
  readonly onPick: (withShift: boolean) => void;
}

/** A member of a group is changed with its group: it has no box, and opens no form. */
export function AlertRow({ alert, pick }: { alert: AlertView; pick: Pick | null }) {
  const title = alertTitle(alert);
  return (
    <li class="alerts-row" data-row={alert.id} data-selected={pick?.isSelected || undefined}>
      {pick ? <PickBox title={title} pick={pick} /> : <span class="alerts-pick" />}
      <div class="alerts-main">
        <Title alert={alert} title={title} isMember={pick === null} />
        <p class="alerts-sub">{subText(alert).join(' · ')}</p>
      </div>
      <DistanceCell alert={alert} />
      <StatusCell alert={alert} />
      <LastFired trigger={alert.lastTrigger} />
      <Channels channels={alert.channels} />
      <Menu label={`Actions for ${title}`} items={menuOfAlert(alert)} />
    </li>
  );
}

function subText(alert: AlertView): string[] {
  const sentence = alert.name === null ? [] : [alertSentence(alert)];
  return [...sentence, alertOptions(alert), ...(alert.note ? [alert.note] : [])];
}

export function PickBox({ title, pick: { isSelected, onPick } }: { title: string; pick: Pick }) {
  return (
    <label class="alerts-pick">
      <input
        type="checkbox"
        aria-label={`Select ${title}`}
        checked={isSelected}
        onClick={(event) => onPick(event.shiftKey)}
      />
    </label>
  );
}

function Title({ alert, title, isMember }: { alert: AlertView; title: string; isMember: boolean }) {
  if (isMember) {
    return (
      <a class="alerts-title" href={coinPath(alert.symbol)}>
        {alert.symbol}
      </a>
    );
  }
  return (
    <button type="button" class="alerts-title" onClick={() => editAlert(alert)}>
      {title}
    </button>
  );
}
