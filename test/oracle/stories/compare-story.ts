import type { Fire } from '../../../domain/messages/trigger.ts';
import type { MemoryAlertIndex } from '../../support/memory-alert-index.ts';
import type { PlainFire } from '../plain-alerts.ts';
import { type Expected, expectAlert } from './expect-story.ts';
import { playStory } from './play-story.ts';
import type { Story } from './story.ts';

/** One line a fire, then how the alert ended. */
export type Outcome = Readonly<Record<string, readonly string[]>>;

/** What the evaluator made of the story, and what it had to. Equal texts are equal triggers, positions and ends. */
export async function compareStory(story: Story): Promise<{ found: Outcome; expected: Outcome }> {
  const alertIndex = await playStory(story);
  const expected = story.wishes.map(({ id, acts }) => [id, expectAlert(acts, story)] as const);
  return {
    found: {
      ...Object.fromEntries(expected.map(([id, { fires }]) => [id, foundLines(alertIndex, id, fires)])),
      idleWrites: Array.from({ length: alertIndex.idleWrites }, () => 'one'),
    },
    expected: { ...Object.fromEntries(expected.map(([id, it]) => [id, expectedLines(it)])), idleWrites: [] },
  };
}

function expectedLines({ fires, status }: Expected): string[] {
  return [...fires.map((fire, index) => line(fire, index + 1)), status];
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
  return [...lines, alertIndex.get(id)?.state.status ?? 'deleted'];
}

/** Of several conditions that hold at once any may be the deciding one; what is said of it is said of the fire. */
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
