import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AlertView } from '../../../../../contract/alert-view.ts';
import { ApiError } from '../../../../../web/api/api-error.ts';
import { type AlertLine, linesOf } from '../../../../../web/chart/lines/alert-lines.ts';
import { KEYS_REST_MS, LineMoves } from '../../../../../web/chart/lines/line-moves.ts';
import type { NewToast } from '../../../../../web/store/toasts.ts';
import { buildAlertView } from '../../../../support/alert-views.ts';

const refused = (status: number) =>
  new ApiError({ type: 'about:blank', title: 'Refused', status, detail: 'It was refused.' });

/** An API with one alert, whose version counts the changes. */
class World {
  stored: AlertView = buildAlertView({ version: 3 });
  shown: AlertView | undefined = this.stored;
  readonly toasts: NewToast[] = [];
  readonly sent: string[] = [];
  answer: (() => void) | null = null;
  isSlow = false;
  refusal: ApiError | null = null;

  readonly moves = new LineMoves({
    patch: async (_, change, ifMatch) => {
      const level = change.condition?.level ?? '';
      this.sent.push(level);
      if (this.isSlow) await new Promise<void>((resolve) => (this.answer = resolve));
      if (this.refusal) throw this.refusal;
      if (ifMatch !== this.stored.version) throw refused(412);
      this.stored = { ...this.stored, ...at(level), version: this.stored.version + 1 };
      return this.stored;
    },
    alertOf: () => this.shown,
    put: (alert) => (this.shown = alert),
    reload: async () => {
      this.shown = this.stored;
    },
    notify: (toast) => this.toasts.push(toast),
    format: (_, level) => level,
  });

  get line(): AlertLine {
    const [line] = linesOf(this.shown ? [this.shown] : [], new Set());
    if (!line) throw new Error('no line');
    return line;
  }

  /** by a pointer */
  drag(level: string): void {
    const { line, moves } = this;
    moves.apply(line, { type: 'press', level: line.level });
    moves.apply(line, { type: 'move', level });
    moves.apply(line, { type: 'release' });
  }
}

const at = (level: string) => ({ condition: { metric: 'price', op: 'crosses-above', level } as const });
const settled = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a line that is let go', () => {
  it('is sent with the version that was seen, stays where it was let go, and can be undone', async () => {
    const world = new World();
    world.isSlow = true;
    world.drag('66000');
    expect(world.moves.dragOf(world.line.key)).toMatchObject({ kind: 'saving', level: '66000' });
    world.isSlow = false;
    world.answer?.();
    await settled();
    expect(world.moves.dragOf(world.line.key)).toEqual({ kind: 'rest' });
    expect(world.line.level).toBe('66000');
    world.toasts[0]?.actions?.[0]?.run();
    await settled();
    expect([world.line.level, world.stored.version]).toEqual(['65000', 5]);
  });

  it('goes back to what is stored when the alert was changed elsewhere, and says so', async () => {
    const world = new World();
    world.stored = { ...world.stored, ...at('70000'), version: 4 };
    world.drag('66000');
    await settled();
    expect(world.line.level).toBe('70000');
    expect(world.toasts).toMatchObject([{ title: 'This alert was changed elsewhere', tone: 'bad' }]);
    world.drag('66000');
    await settled();
    expect(world.line.level).toBe('66000');
  });

  it('says in the words of the API why it was refused', async () => {
    const world = new World();
    world.refusal = refused(422);
    world.drag('66000');
    await settled();
    expect(world.toasts).toMatchObject([{ title: 'The level was not changed', text: 'It was refused.' }]);
    expect(world.line.level).toBe('65000');
  });
});

describe('keys', () => {
  it('send one change once they rest, and none after Escape', async () => {
    const world = new World();
    const { line } = world;
    world.moves.apply(line, { type: 'step', from: '65000', level: '65001' });
    await vi.advanceTimersByTimeAsync(KEYS_REST_MS / 2);
    world.moves.apply(line, { type: 'step', from: '65000', level: '65002' });
    await vi.advanceTimersByTimeAsync(KEYS_REST_MS);
    expect(world.sent).toEqual(['65002']);
    world.moves.apply(world.line, { type: 'step', from: '65002', level: '65003' });
    world.moves.apply(world.line, { type: 'cancel' });
    await vi.advanceTimersByTimeAsync(KEYS_REST_MS * 2);
    expect(world.sent).toEqual(['65002']);
  });
});
