import type { AlertView } from '../../../contract/alert-view.ts';
import type { GroupSummary } from '../../../contract/group-view.ts';
import { openExplanation } from '../../alert-form/explanation/open-explanation.ts';
import { openAlertForm } from '../../alert-form/open-alert-form.ts';
import type { MenuItem } from '../../parts/menu.tsx';
import { go } from '../../store/address.ts';
import { coinPath } from '../../store/paths.ts';
import { pauseTargets, rearmTargets, resumeTargets } from '../many/alert-actions.ts';
import { deleteTargets } from '../many/delete/delete-alerts.ts';
import { shownDialog } from '../many/shown-dialog.ts';
import { appliesTo, type NamedTarget, targetOfAlert, targetOfGroup } from '../many/targets.ts';

export function menuOfAlert(alert: AlertView): MenuItem[] {
  const target = targetOfAlert(alert);
  const chart: MenuItem = {
    ...{ label: 'Show on the chart', icon: 'activity' },
    run: () => go(coinPath(alert.symbol)),
  };
  const explain: MenuItem = { label: 'Explain', icon: 'circle-help', run: () => openExplanation(alert) };
  // its group refuses anything else
  if (alert.groupId !== null) return [...pauseItems(target), explain, chart];
  return [
    { label: 'Edit', icon: 'pencil', run: () => openAlertForm({ alert }) },
    ...stateItems(target),
    { label: 'Copy', icon: 'copy', run: () => openAlertForm({ copyOf: alert }) },
    {
      ...{ label: 'Duplicate to other coins…', icon: 'coins' },
      run: () => (shownDialog.value = { kind: 'duplicate', alerts: [alert] }),
    },
    explain,
    chart,
    deleteItem(target),
  ];
}

export function menuOfGroup(group: GroupSummary): MenuItem[] {
  const target = targetOfGroup(group);
  return [
    { label: 'Edit', icon: 'pencil', run: () => openAlertForm({ group }) },
    ...stateItems(target),
    deleteItem(target),
  ];
}

function pauseItems(target: NamedTarget): MenuItem[] {
  return [
    ...(appliesTo('pause', target)
      ? [{ label: 'Pause', icon: 'pause', run: () => void pauseTargets([target]) } as const]
      : []),
    ...(appliesTo('resume', target)
      ? [{ label: 'Resume', icon: 'play', run: () => void resumeTargets([target]) } as const]
      : []),
  ];
}

function stateItems(target: NamedTarget): MenuItem[] {
  return [
    ...pauseItems(target),
    ...(appliesTo('rearm', target)
      ? [{ label: 'Re-arm', icon: 'refresh-cw', run: () => void rearmTargets([target]) } as const]
      : []),
    ...(appliesTo('snooze', target)
      ? [
          {
            label: 'Snooze…',
            icon: 'moon',
            run: () => (shownDialog.value = { kind: 'snooze', targets: [target] }),
          } as const,
        ]
      : []),
  ];
}

function deleteItem(target: NamedTarget): MenuItem {
  return { label: 'Delete', icon: 'trash-2', danger: true, run: () => void deleteTargets([target]) };
}
