import { signal } from '@preact/signals';
import type { AlertView } from '../../../contract/alert-view.ts';
import { ApiError, describeError } from '../../api/api-error.ts';
import type { NewToast } from '../../store/toasts.ts';
import { type AlertLine, changeOfLine, type LineChange } from './alert-lines.ts';
import { AT_REST, type DragEvent, type LineDrag, nextDrag } from './drag-line.ts';

/** Keys have no release: the level is sent when none has been pressed for so long. */
export const KEYS_REST_MS = 900;
const UNDO_MS = 12_000;

export interface LineMovesDeps {
  /** @throws ApiError */
  readonly patch: (id: string, change: LineChange, ifMatch: number) => Promise<AlertView>;
  /** undefined: it is gone */
  readonly alertOf: (id: string) => AlertView | undefined;
  readonly put: (alert: AlertView) => void;
  /** reads it again. @throws ApiError */
  readonly reload: (id: string) => Promise<void>;
  readonly notify: (toast: NewToast) => void;
  /** a level for people */
  readonly format: (line: AlertLine, level: string) => string;
}

/** Lines that a person moves, and what follows: the change is sent with the version that was seen, and can be undone. */
export class LineMoves {
  /** by the key of a line; one at rest has none */
  readonly drags = signal<ReadonlyMap<string, LineDrag>>(new Map());
  private readonly deps: LineMovesDeps;
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(deps: LineMovesDeps) {
    this.deps = deps;
  }

  dragOf(key: string): LineDrag {
    return this.drags.value.get(key) ?? AT_REST;
  }

  apply(line: AlertLine, event: DragEvent): void {
    const before = this.drags.peek().get(line.key) ?? AT_REST;
    const drag = nextDrag(before, event);
    if (drag === before) return;
    this.keep(line.key, drag);
    clearTimeout(this.timers.get(line.key));
    if (drag.kind === 'moving' && drag.by === 'keys') {
      this.timers.set(
        line.key,
        setTimeout(() => this.apply(line, { type: 'release' }), KEYS_REST_MS),
      );
    }
    if (drag.kind === 'saving' && before.kind !== 'saving') void this.save(line, drag);
  }

  /** Nothing that was not let go is sent. */
  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private keep(key: string, drag: LineDrag): void {
    const drags = new Map(this.drags.peek());
    if (drag.kind === 'rest') drags.delete(key);
    else drags.set(key, drag);
    this.drags.value = drags;
  }

  private async save(
    line: AlertLine,
    { from, level }: { readonly from: string; readonly level: string },
  ): Promise<void> {
    const { notify, format } = this.deps;
    const isMoved = await this.send(line, level);
    this.apply(line, { type: 'answered' });
    if (!isMoved) return;
    notify({
      title: `Moved to ${format(line, level)}`,
      text: `It was at ${format(line, from)}.`,
      icon: 'check',
      forMs: UNDO_MS,
      actions: [{ label: 'Undo', run: () => void this.send(line, from) }],
    });
  }

  private async send(line: AlertLine, level: string): Promise<boolean> {
    const { patch, alertOf, put, notify } = this.deps;
    const alert = alertOf(line.alertId);
    if (!alert) {
      notify({ title: 'This alert is gone', tone: 'bad' });
      return false;
    }
    try {
      put(await patch(alert.id, changeOfLine(alert, line, level), alert.version));
      return true;
    } catch (error) {
      await this.explain(alert.id, error);
      return false;
    }
  }

  /** Whatever was refused, the line shows what is stored. */
  private async explain(id: string, error: unknown): Promise<void> {
    const { reload, notify } = this.deps;
    const status = error instanceof ApiError ? error.status : 0;
    if (status === 412 || status === 404) await reload(id).catch(() => {});
    if (status === 412) {
      const text = 'The line shows its present level. Move it again if you still want to.';
      notify({ title: 'This alert was changed elsewhere', text, tone: 'bad' });
    } else if (status === 404) notify({ title: 'This alert is gone', tone: 'bad' });
    else notify({ title: 'The level was not changed', text: describeError(error), tone: 'bad' });
  }
}
