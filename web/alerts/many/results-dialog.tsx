import { Chip, type ChipProps } from '../../parts/chip.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import type { Outcome } from './change-targets.ts';
import { type Outcomes, shownOutcomes } from './shown-outcomes.ts';

const RANK = { refused: 0, 'as-it-was': 1, changed: 2 } as const;

/** A result for each item: what was refused, and why, comes first. */
export function ResultsDialog({ shown: { done, outcomes } }: { shown: Outcomes }) {
  const refused = outcomes.filter(({ outcome }) => outcome === 'refused').length;
  const title = refused === 0 ? 'Results' : `${refused} of ${outcomes.length} not ${done}`;
  return (
    <Dialog title={title} onClose={() => (shownOutcomes.value = null)}>
      <ul class="results">
        {outcomes
          .toSorted((a, b) => RANK[a.outcome] - RANK[b.outcome])
          .map((outcome) => (
            <Result key={outcome.target.id} outcome={outcome} done={done} />
          ))}
      </ul>
    </Dialog>
  );
}

function Result({ outcome: { target, outcome, problem }, done }: { outcome: Outcome; done: string }) {
  const words = {
    changed: { tone: 'good', label: `${done.charAt(0).toUpperCase()}${done.slice(1)}` },
    'as-it-was': { tone: 'plain', label: 'As before' },
    refused: { tone: 'bad', label: 'Refused' },
  } as const satisfies Record<Outcome['outcome'], { tone: ChipProps['tone']; label: string }>;
  const { tone, label } = words[outcome];
  return (
    <li class="result">
      <span class="result-title">{target.title}</span>
      <Chip tone={tone}>{label}</Chip>
      {problem && <p class="result-problem">{problem}</p>}
    </li>
  );
}
