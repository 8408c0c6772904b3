import { useEffect, useState } from 'preact/hooks';
import type { TriggerView } from '../../contract/trigger-view.ts';
import { ApiError, describeError } from '../api/api-error.ts';
import { ErrorNote } from '../parts/error-note.tsx';
import { reloadTrigger } from '../store/triggers.ts';
import { FireRow } from './fire-row.tsx';
import { fires, firesLoad, openedFire } from './fired-list.ts';

/** A link may lead to a fire that the list does not show: it is an older one, or filtered out. Then it stands above the list. */
export function LinkedFire() {
  const id = openedFire.value;
  const isListed = fires.value.shown.some((fire) => fire.id === id);
  const isNeeded = id !== null && !isListed && firesLoad.value.state === 'ready';
  const [fire, setFire] = useState<TriggerView | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!isNeeded) return;
    reloadTrigger(id).then(setFire, (error: unknown) => {
      const isGone = error instanceof ApiError && error.status === 404;
      setProblem(isGone ? 'There is no such fire, or it is somebody else’s.' : describeError(error));
    });
  }, [isNeeded]);
  if (!isNeeded) return null;
  if (problem !== null) return <ErrorNote problem={problem} />;
  if (!fire) return null;
  return (
    <ul class="panel fired-rows fired-linked" aria-label="Linked fire">
      <FireRow fire={fire} />
    </ul>
  );
}
