import './explanation.css';
import { useEffect, useState } from 'preact/hooks';
import type { AlertView } from '../../../contract/alert-view.ts';
import type { ExplainView } from '../../../contract/explain-view.ts';
import { describeError } from '../../api/api-error.ts';
import { callApi } from '../../api/call-api.ts';
import { formatMoment } from '../../format/format-time.ts';
import { ownSentence } from '../../format/own-sentence.ts';
import { ErrorNote } from '../../parts/error-note.tsx';
import { Skeleton } from '../../parts/skeleton.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { firePath } from '../../store/paths.ts';
import { zone } from '../../store/zone.ts';
import { Sheet } from '../sheet.tsx';
import { AlertHistory } from './alert-history.tsx';
import { describeFound, describeSuppressed, STATE_TEXTS } from './describe-state.ts';
import { closeExplanation } from './open-explanation.ts';
import { StateBar } from './state-bar.tsx';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const SPANS = [
  { value: '1', label: 'Last hour' },
  { value: '24', label: '24 hours' },
  { value: '168', label: '7 days' },
] as const;
type Hours = (typeof SPANS)[number]['value'];

type Read =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly shown: ExplainView }
  | { readonly state: 'failed'; readonly problem: string };

/** Why the alert did or did not fire. */
export function Explanation({ alert }: { alert: AlertView }) {
  const [hours, setHours] = useState<Hours>('24');
  const [read, retry] = useExplained(alert, Number(hours));
  return (
    <Sheet title={alert.name ?? `Alert on ${alert.symbol}`} onClose={closeExplanation}>
      <div class="explanation">
        <section>
          <h3>Now</h3>
          <p>{ownSentence(alert.explanation, zone.value)}</p>
        </section>
        <section>
          <div class="explanation-head">
            <h3>Why it did or did not fire</h3>
            <Tabs label="Time" tabs={SPANS} chosen={hours} onChoose={setHours} />
          </div>
          {read.state === 'loading' && <Skeleton rows={4} label="Looking at the past" />}
          {read.state === 'failed' && <ErrorNote problem={read.problem} onRetry={retry} />}
          {read.state === 'ready' && <Past shown={read.shown} alert={alert} />}
        </section>
        <AlertHistory id={alert.id} />
      </div>
    </Sheet>
  );
}

function useExplained({ id, createdAt }: AlertView, hours: number): [Read, () => void] {
  const [read, set] = useState<Read>({ state: 'loading' });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const running = new AbortController();
    set({ state: 'loading' });
    const from = new Date(beginOf(Date.parse(createdAt), hours)).toISOString();
    callApi('GET /api/alerts/{id}/explain', { params: { id }, query: { from }, signal: running.signal }).then(
      (shown) => set({ state: 'ready', shown }),
      (error) => running.signal.aborted || set({ state: 'failed', problem: describeError(error) }),
    );
    return () => running.abort();
  }, [id, hours, tries]);
  return [read, () => setTries(tries + 1)];
}

/** Before it was made there is nothing to explain; the shortest time is a minute. */
function beginOf(createdAt: number, hours: number): number {
  const now = Date.now();
  return Math.min(Math.max(now - hours * HOUR_MS, createdAt), now - MINUTE_MS);
}

function Past({ shown, alert }: { shown: ExplainView; alert: AlertView }) {
  const moment = (instant: string) => formatMoment(instant, zone.value);
  return (
    <>
      <p>{ownSentence(shown.explanation, zone.value)}</p>
      <StateBar shown={shown} />
      <Listed title="Fired">
        {shown.fired.map(({ triggerId, firedAt, value, level }) => (
          <li key={triggerId}>
            <a href={firePath(triggerId)}>{moment(firedAt)}</a> {describeFound(alert, { value, level })}
          </li>
        ))}
      </Listed>
      <Listed title="Met, but did not fire">
        {shown.suppressed.map((each) => (
          <li key={`${each.from}${each.because}${each.channel}`}>
            <time dateTime={each.from}>{moment(each.from)}</time> {describeSuppressed(each, zone.value)}
          </li>
        ))}
      </Listed>
      <Listed title="The coin was not seen">
        {shown.outages.map(({ from, to }) => (
          <li key={from}>
            {moment(from)} to {to === null ? 'now' : moment(to)}
          </li>
        ))}
      </Listed>
      <StateTable shown={shown} />
    </>
  );
}

function Listed({ title, children }: { title: string; children: readonly unknown[] }) {
  if (children.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul class="explanation-list">{children}</ul>
    </>
  );
}

function StateTable({ shown }: { shown: ExplainView }) {
  return (
    <details class="explanation-table">
      <summary>Show as table</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">From</th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {shown.states.map(({ from, state, until, reason, exact }) => (
            <tr key={from}>
              <td>
                {exact ? '' : 'about '}
                {formatMoment(from, zone.value)}
              </td>
              <td>
                {STATE_TEXTS[state].label}
                {until !== null && ` until ${formatMoment(until, zone.value)}`}
                {reason !== null && `: ${reason}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
