import type { HealthView } from '../../contract/health-view.ts';
import { FEED_NAMES } from '../../domain/market/feed.ts';
import { formatAge, formatSecond } from '../format/format-time.ts';
import { Chip, type ChipProps } from '../parts/chip.tsx';
import { zone } from '../store/zone.ts';
import { OperatorPanel } from './operator-panel.tsx';

const STATUS: Readonly<Record<HealthView['status'], { tone: ChipProps['tone']; label: string }>> = {
  ok: { tone: 'good', label: 'Well' },
  degraded: { tone: 'warn', label: 'Some coins are not seen' },
  behind: { tone: 'bad', label: 'Alerts are late' },
  down: { tone: 'bad', label: 'No trades are seen' },
};

/** Whether trades are seen and judged. */
export function HealthPanel({ health }: { health: HealthView }) {
  const { tone, label } = STATUS[health.status];
  const { canary } = health;
  return (
    <OperatorPanel title="Health">
      <div class="operator-figures">
        <Figure label="Status" value={<Chip tone={tone}>{label}</Chip>} />
        <Figure
          label="Prices written"
          value={lag(health.pricesAgeMs, 'ago')}
          detail={health.feed ? `from ${FEED_NAMES[health.feed]}` : undefined}
        />
        <Figure label="Judging behind" value={lag(health.judgingLagMs, '')} />
        <Figure
          label="Canary"
          value={canary ? `${formatSecond(canary.firedAt, zone.value)} by ${canary.symbol}` : 'not yet'}
          detail={canary ? `decided in ${canary.decisionMs} ms, dispatched in ${canary.dispatchMs} ms` : undefined}
        />
      </div>
      {health.why.map((reason) => (
        <p class="operator-why" key={reason}>
          {reason}
        </p>
      ))}
    </OperatorPanel>
  );
}

function lag(ms: number | null, suffix: string): string {
  if (ms === null) return 'not known';
  return `${formatAge(ms)} ${suffix}`.trimEnd();
}

interface FigureProps {
  readonly label: string;
  readonly value: preact.ComponentChildren;
  readonly detail?: string | undefined;
}

function Figure({ label, value, detail }: FigureProps) {
  return (
    <dl class="operator-figure">
      <dt>{label}</dt>
      <dd>{value}</dd>
      {detail && <dd class="operator-detail">{detail}</dd>}
    </dl>
  );
}
