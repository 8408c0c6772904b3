import type { Fire } from '../../../domain/messages/trigger.ts';
import type { Rule } from '../../../domain/rules/rule.ts';
import type { MemoryAlertIndex } from '../../support/memory-alert-index.ts';
import type { PlainFire } from '../plain-alerts.ts';
import { type Expected, expectAlert } from './expect-scenario.ts';
import { playScenario } from './play-scenario.ts';
import type { Scenario } from './scenario.ts';

/** By alert: one line a fire, then its status at the end. */
export type Outcome = Readonly<Record<string, readonly string[]>>;

/** What the evaluator did, and what it should have done. Equal texts mean equal triggers, positions and statuses. */
export async function compareScenario(scenario: Scenario): Promise<{ found: Outcome; expected: Outcome }> {
  const alertIndex = await playScenario(scenario);
  const expected = scenario.alerts.map(({ id, acts }) => [id, expectAlert(acts, scenario)] as const);
  return {
    found: {
      ...Object.fromEntries(expected.map(([id, { fires }]) => [id, foundLines(alertIndex, id, fires)])),
      idleWrites: Array.from({ length: alertIndex.idleWrites }, () => 'one'),
    },
    expected: { ...Object.fromEntries(expected.map(([id, it]) => [id, expectedLines(it)])), idleWrites: [] },
  };
}

function expectedLines({ fires, status, rule }: Expected): string[] {
  return [
    ...fires.map((fire, index) => line(fire, index + 1)),
    status,
    ...levelLine(status === 'deleted' ? null : rule),
  ];
}

/** Of a rule whose fires move its level. */
function levelLine(rule: Rule | null): string[] {
  if (rule?.repeat.mode !== 'every-time' || !rule.repeat.reanchor) return [];
  return rule.condition && 'level' in rule.condition ? [`level ${rule.condition.level}`] : [];
}

function line(fire: Omit<PlainFire, 'kind'>, sequence: number): string {
  const { tradeId, instant, reason, metric, value, found, watchedFrom, previousTradeId } = fire;
  const what = metric === null ? 'all' : `${metric} ${value?.toPrecision(12)}`;
  const values = found.map((each) => each?.toPrecision(12)).join(', ');
  const where = `${tradeId}@${instant} after ${previousTradeId}`;
  return `${sequence}: ${reason} ${what} of ${values} by ${where} from ${watchedFrom}`;
}

function foundLines(alertIndex: MemoryAlertIndex, id: string, expected: readonly PlainFire[]): string[] {
  const fires = alertIndex.fires.filter((fire) => fire.id.startsWith(`${id}@`));
  const lines = fires.map((fire, index) => line(plainFire(alertIndex, fire, expected[index]), fire.sequence));
  const alert = alertIndex.get(id);
  return [...lines, alert?.state.status ?? 'deleted', ...levelLine(alert?.rule ?? null)];
}

/** If several conditions hold at once, any of them may be the deciding one. */
function plainFire(alertIndex: MemoryAlertIndex, fire: Fire, expected: PlainFire | undefined): Omit<PlainFire, 'kind'> {
  return {
    tradeId: fire.trade.id,
    instant: Number(fire.id.slice(-14)),
    reason: fire.reason,
    metric: expected?.metric === null && decidingMetrics(fire).length === 1 ? null : decidingMetrics(fire).join(),
    value: Number(fire.value),
    found: fire.conditions.map(({ value }) => Number(value)),
    previousTradeId: fire.previousTrade?.id ?? null,
    watchedFrom: alertIndex.watchedFrom.get(fire.id) ?? -1,
  };
}

function decidingMetrics({ conditions, metric, value }: Fire): string[] {
  const deciding = conditions.filter((each) => each.deciding);
  const isSame = deciding.every((each) => each.condition.metric === metric && each.value === value);
  return isSame ? deciding.map(({ condition }) => condition.metric) : ['another'];
}
