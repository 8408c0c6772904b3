import type { Fire } from '../../../domain/trigger.ts';
import type { MemoryBook } from '../../unit/build/memory-book.ts';
import type { PlainFire } from '../plain-alerts.ts';
import { type Expected, expectAlert } from './expect-story.ts';
import { playStory } from './play-story.ts';
import type { Story } from './story.ts';

/** One line a fire, then how the alert ended. */
export type Outcome = Readonly<Record<string, readonly string[]>>;

/** What the evaluator made of the story, and what it had to. Equal texts are equal triggers, positions and ends. */
export async function compareStory(story: Story): Promise<{ found: Outcome; expected: Outcome }> {
  const book = await playStory(story);
  const expected = story.wishes.map(({ id, acts }) => [id, expectAlert(acts, story)] as const);
  return {
    found: Object.fromEntries(expected.map(([id, { fires }]) => [id, foundLines(book, id, fires)])),
    expected: Object.fromEntries(expected.map(([id, it]) => [id, expectedLines(it)])),
  };
}

function expectedLines({ fires, status }: Expected): string[] {
  return [...fires.map((fire, index) => line(fire, index + 1)), status];
}

/** A time event's proof does not know the trade before its own, and of several that hold any may be named. */
function line({ kind, tradeId, instant, reason, metric, watchedFrom, previousTradeId }: PlainFire, sequence: number) {
  const before = kind === 'trade' ? ` after ${previousTradeId}` : '';
  return `${sequence}: ${reason} ${metric ?? 'all'} ${tradeId}@${instant}${before} from ${watchedFrom}`;
}

function foundLines(book: MemoryBook, id: string, expected: readonly PlainFire[]): string[] {
  const fires = book.fires.filter((fire) => fire.id.startsWith(`${id}@`));
  const lines = fires.map((fire, index) => line(plainFire(book, fire, expected[index]), fire.sequence));
  return [...lines, book.get(id)?.state.status ?? 'deleted'];
}

function plainFire(book: MemoryBook, fire: Fire, expected: PlainFire | undefined): PlainFire {
  return {
    kind: expected?.kind ?? 'trade',
    tradeId: fire.trade.id,
    instant: Number(fire.id.slice(-14)),
    reason: fire.reason,
    metric: expected?.metric === null ? null : fire.metric,
    previousTradeId: fire.previousTrade?.id ?? null,
    watchedFrom: book.watchedFrom.get(fire.id) ?? -1,
  };
}
