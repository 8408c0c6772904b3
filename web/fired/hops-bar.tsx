import type { TriggerView } from '../../contract/trigger-view.ts';
import { formatSpan } from '../../text/format/format-span.ts';
import { hopSegments, totalMs } from './hop-segments.ts';

/** How long each hop took, as a bar with its legend. */
export function HopsBar({ fire }: { fire: TriggerView }) {
  const segments = hopSegments(fire);
  return (
    <div class="hops">
      <p>
        <strong>{formatSpan(totalMs(segments))}</strong>
        <span class="muted"> in all</span>
      </p>
      <div class="hops-bar" aria-hidden="true">
        {segments.map(({ name, share }) => (
          <span key={name} style={{ flexGrow: share }} />
        ))}
      </div>
      <ol class="hops-legend">
        {segments.map(({ name, ms }) => (
          <li key={name}>
            {name}
            <span class="hops-ms">{ms === null ? 'not measured' : formatSpan(ms)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
