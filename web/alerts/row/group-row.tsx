import type { AlertView } from '../../../contract/alert-view.ts';
import type { GroupSummary } from '../../../contract/group-view.ts';
import { formatMoment, formatSince } from '../../format/format-time.ts';
import { Chip } from '../../parts/chip.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Menu } from '../../parts/menu.tsx';
import { now } from '../../store/clock.ts';
import { zone } from '../../store/zone.ts';
import { GROUP_STATUSES, SNOOZED } from '../alert-statuses.ts';
import { opened, toggleGroup } from '../list-state.ts';
import { groupCoins, groupSentence, groupTitle } from '../many/group-title.ts';
import { AlertRow, type Pick, PickBox } from './alert-row.tsx';
import { Channels } from './channels.tsx';
import { DistanceCell } from './distance-cell.tsx';
import { LastFired } from './last-fired.tsx';
import { menuOfGroup } from './row-menus.ts';

export interface GroupRowProps {
  readonly group: GroupSummary;
  /** in the order of the list */
  readonly members: readonly AlertView[];
  readonly pick: Pick;
}

/** One row for an alert on many coins; it opens its members. Its distance is that of the member that is closest. */
export function GroupRow({ group, members, pick }: GroupRowProps) {
  const isOpen = opened.value.has(group.id);
  const title = groupTitle(group);
  const [nearest] = members;
  return (
    <>
      <li class="alerts-row" data-row={group.id} data-selected={pick.isSelected || undefined}>
        <PickBox title={title} pick={pick} />
        <div class="alerts-main">
          <button type="button" class="alerts-title" aria-expanded={isOpen} onClick={() => toggleGroup(group.id)}>
            <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
            {title}
          </button>
          <p class="alerts-sub">{subText(group).join(' · ')}</p>
        </div>
        {nearest ? (
          <DistanceCell alert={nearest} />
        ) : (
          <p class="alerts-distance muted" data-unknown>
            –
          </p>
        )}
        <GroupStatusCell group={group} nearest={nearest} />
        <LastFired trigger={lastTriggerOf(members)} />
        <Channels channels={group.channels} />
        <Menu label={`Actions for ${title}`} items={menuOfGroup(group)} />
      </li>
      {isOpen && members.map((alert) => <AlertRow key={alert.id} alert={alert} pick={null} />)}
    </>
  );
}

function subText(group: GroupSummary): string[] {
  const sentence = group.name === null ? [] : [groupSentence(group)];
  const coins = `${groupCoins(group)}${group.fires === 'once' ? ', once for all of them' : ''}`;
  return [...sentence, coins, ...(group.note ? [group.note] : [])];
}

function GroupStatusCell({ group, nearest }: { group: GroupSummary; nearest: AlertView | undefined }) {
  const { status, pausedUntil, updatedAt, firedBy, memberCount } = group;
  const { label, tone } = pausedUntil === null ? GROUP_STATUSES[status] : SNOOZED;
  const time = { zone: zone.value, now: now.peek() };
  const since = firedBy?.at ?? updatedAt;
  return (
    <div class="alerts-status">
      <p class="alerts-state">
        <Chip tone={tone}>{label}</Chip>
        <span class="muted">since {formatSince(since, time)}</span>
      </p>
      <p class="alerts-reason">
        {pausedUntil !== null && `Paused until ${formatMoment(pausedUntil, zone.value)}. `}
        {firedBy
          ? `Fired by ${firedBy.symbol}.`
          : `${memberCount} alerts${nearest ? `, closest ${nearest.symbol}` : ''}`}
      </p>
    </div>
  );
}

function lastTriggerOf(members: readonly AlertView[]): AlertView['lastTrigger'] {
  const fires = members.flatMap(({ lastTrigger }) => lastTrigger ?? []);
  return fires.toSorted((a, b) => (a.firedAt < b.firedAt ? 1 : -1))[0] ?? null;
}
