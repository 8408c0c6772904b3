import type { PreviewView } from '../../../contract/preview-view.ts';
import { ownSentence } from '../../format/own-sentence.ts';
import { Button } from '../../parts/button.tsx';
import { now } from '../../store/clock.ts';
import { zone } from '../../store/zone.ts';
import { describePreview } from './describe-preview.ts';
import type { PreviewState } from './previewer.ts';

export interface PreviewPanelProps {
  readonly state: PreviewState;
  /** why there is nothing to preview, for people */
  readonly nothing: string;
  readonly onRetry: () => void;
}

/** What the alert would have done. Its height stays, whatever it says. */
export function PreviewPanel({ state, nothing, onRetry }: PreviewPanelProps) {
  const shown = 'shown' in state ? state.shown : null;
  return (
    <section class="preview" aria-label="Preview" data-old={state.kind === 'waiting' || undefined}>
      <p class="preview-line" role="status">
        {lineOf(state, nothing)}
      </p>
      {state.kind === 'failed' && (
        <Button icon="refresh-cw" onClick={onRetry}>
          Retry
        </Button>
      )}
      <PreviewStrip shown={shown} />
      {shown && (
        <details class="preview-words">
          <summary>In words</summary>
          <p>{ownSentence(`it ${shown.explanation}`, zone.value)}</p>
        </details>
      )}
    </section>
  );
}

function lineOf(state: PreviewState, nothing: string): string {
  switch (state.kind) {
    case 'none':
      return nothing;
    case 'waiting':
      return state.shown ? describePreview(state.shown, zone.value) : 'Looking at the last 30 days…';
    case 'shown':
      return describePreview(state.shown, zone.value);
    case 'limited':
      return `Too many previews just now. The next one comes in ${Math.max(1, Math.ceil((state.until - now.value) / 1_000))} s.`;
    case 'refused':
      return state.problems.length > 0 ? 'This alert can’t be made as it is.' : state.detail;
    case 'failed':
      return state.detail;
  }
}

const WIDTH = 1_000;

/** When it would have fired, along the time that was looked at. */
function PreviewStrip({ shown }: { shown: PreviewView | null }) {
  const from = Date.parse(shown?.from ?? '');
  const span = Date.parse(shown?.to ?? '') - from;
  const fires = shown?.triggers ?? [];
  const places = span > 0 ? fires.map(({ time }) => (WIDTH * (Date.parse(time) - from)) / span) : [];
  return (
    <svg class="preview-strip" viewBox={`0 0 ${WIDTH} 20`} preserveAspectRatio="none" aria-hidden="true">
      <path class="preview-base" d={`M0 19H${WIDTH}`} />
      <path class="preview-fires" d={places.map((x) => `M${x.toFixed(1)} 2V19`).join('')} />
    </svg>
  );
}
