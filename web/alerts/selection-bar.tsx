import { Button } from '../parts/button.tsx';
import { IconButton } from '../parts/icon-button.tsx';
import { rows, selection } from './list-state.ts';
import { pauseTargets, rearmTargets, resumeTargets } from './many/alert-actions.ts';
import { countOf } from './many/count-of.ts';
import { deleteTargets } from './many/delete/delete-alerts.ts';
import { lastPause } from './many/pause/last-pause.ts';
import { toResume } from './many/pause/paused-set.ts';
import { shownDialog } from './many/shown-dialog.ts';
import { appliesTo, type Change, type NamedTarget, targetOf } from './many/targets.ts';
import { NOTHING_SELECTED } from './selection.ts';

/** What can be done with the selected rows. It stays in sight, on a phone where the thumb is. */
export function SelectionBar() {
  const chosen = rows.value.filter(({ id }) => selection.value.ids.has(id));
  if (chosen.length === 0) return null;
  const targets = chosen.map(targetOf);
  const alerts = chosen.flatMap((row) => (row.kind === 'alert' ? [row.alert] : []));
  return (
    <div class="selection" role="toolbar" aria-label="Selected alerts">
      <p class="selection-count" role="status">
        {countOf(targets)} selected
      </p>
      <StateButtons targets={targets} />
      {alerts.length > 0 && (
        <Button icon="copy" onClick={() => (shownDialog.value = { kind: 'duplicate', alerts })}>
          Duplicate…
        </Button>
      )}
      <Button kind="danger" icon="trash-2" onClick={() => void deleteTargets(targets)}>
        Delete
      </Button>
      <IconButton icon="x" label="Select nothing" onClick={() => (selection.value = NOTHING_SELECTED)} />
    </div>
  );
}

function StateButtons({ targets }: { targets: readonly NamedTarget[] }) {
  const that = (change: Change) => targets.filter((it) => appliesTo(change, it));
  const [pause, resume, rearm, snooze] = [that('pause'), that('resume'), that('rearm'), that('snooze')];
  const ids = resume.map(({ id }) => id);
  return (
    <>
      {pause.length > 0 && (
        <Button icon="pause" onClick={() => void pauseTargets(targets)}>
          Pause
        </Button>
      )}
      {resume.length > 0 && (
        <Button icon="play" onClick={() => void resumeTargets(resume)}>
          Resume {toResume(ids, lastPause.value).length}
        </Button>
      )}
      {rearm.length > 0 && (
        <Button icon="refresh-cw" onClick={() => void rearmTargets(rearm)}>
          Re-arm
        </Button>
      )}
      {snooze.length > 0 && (
        <Button icon="moon" onClick={() => (shownDialog.value = { kind: 'snooze', targets: snooze })}>
          Snooze…
        </Button>
      )}
    </>
  );
}
