import { useEffect, useState } from 'preact/hooks';
import type { ChangeView } from '../../../contract/history-view.ts';
import { describeError } from '../../api/api-error.ts';
import { callApi } from '../../api/call-api.ts';
import { formatMoment } from '../../format/format-time.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { zone } from '../../store/zone.ts';
import { describeChange } from './describe-change.ts';

/** What was changed of the alert, newest first. Read when it is opened. */
export function AlertHistory({ id }: { id: string }) {
  const [isOpen, setOpen] = useState(false);
  const [changes, setChanges] = useState<readonly ChangeView[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const read = () => {
    setProblem(null);
    callApi('GET /api/alerts/{id}/history', { params: { id } }).then(
      ({ items }) => setChanges(items),
      (error) => setProblem(describeError(error)),
    );
  };
  useEffect(() => {
    if (isOpen && changes === null) read();
  }, [isOpen]);
  return (
    <details class="explanation-table" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>What was changed</summary>
      {problem !== null && <ErrorNote problem={problem} onRetry={read} />}
      <ul class="explanation-list">
        {changes?.map((change) => (
          <li key={change.version}>
            <time dateTime={change.at}>{formatMoment(change.at, zone.value)}</time> {describeChange(change)}
          </li>
        ))}
      </ul>
    </details>
  );
}
