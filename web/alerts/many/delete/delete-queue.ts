import {
  beginDeletion,
  type Command,
  commandOf,
  type Deletion,
  type DeletionEvent,
  isHidden,
  nextDeletion,
  type Target,
  UNDO_MS,
} from './deletion.ts';

/** Asks the API. Never throws: an error is the answer of each. */
export type Answer =
  | { readonly id: string; readonly version: number | null; readonly problem: null }
  | { readonly id: string; readonly problem: string };

export interface Asked {
  readonly target: Target;
  readonly command: Command;
}

export interface DeleteQueueDeps {
  /** as many at once as there are; an answer for each, in any order */
  readonly ask: (asked: readonly Asked[]) => Promise<readonly Answer[]>;
  readonly now: () => number;
  readonly later: (run: () => void, ms: number) => void;
  /** the ids that are on their way out, and are not to be shown */
  readonly onHidden: (ids: ReadonlySet<string>) => void;
  readonly onEnded: (deletions: readonly Extract<Deletion, { step: 'ended' }>[]) => void;
}

/** Runs deletions (deletion.ts): asks what they want to be asked, and lets their time pass. */
export class DeleteQueue {
  readonly #deps: DeleteQueueDeps;
  readonly #deletions = new Map<string, Deletion>();

  constructor(deps: DeleteQueueDeps) {
    this.#deps = deps;
  }

  /** Resolves when all are paused, or were refused. What is being deleted already stays as it is. */
  async begin(targets: readonly Target[]): Promise<void> {
    const fresh = targets.filter(({ id }) => !this.#deletions.has(id));
    for (const target of fresh) this.#deletions.set(target.id, beginDeletion(target, this.#deps.now()));
    await this.#settle(fresh.map(({ id }) => id));
    this.#deps.later(() => this.#passTime(), UNDO_MS);
  }

  async undo(ids: readonly string[]): Promise<void> {
    const steps = ids.map((id) => this.#deletions.get(id)?.step);
    this.#apply(ids.map((id) => [id, { kind: 'undo' }]));
    // the pause that is under way goes on by itself
    await this.#settle(ids.filter((_, index) => steps[index] === 'waiting'));
  }

  #passTime(): void {
    const now = this.#deps.now();
    const waiting = [...this.#deletions].flatMap(([id, { step }]) => (step === 'waiting' ? [id] : []));
    this.#apply(waiting.map((id) => [id, { kind: 'time', now }]));
    const ends = [...this.#deletions.values()].flatMap((it) => (it.step === 'waiting' ? [it.until - now] : []));
    // a clock that was set back, or is coarser than the timer, must not leave one hidden for good
    if (ends.length > 0) this.#deps.later(() => this.#passTime(), Math.min(...ends));
    void this.#settle(waiting);
  }

  /** Asks until none of these wants anything. */
  async #settle(ids: readonly string[]): Promise<void> {
    this.#report();
    const asked = ids.flatMap((id) => {
      const deletion = this.#deletions.get(id);
      const command = deletion && commandOf(deletion, this.#deps.now());
      return command ? [{ target: deletion.target, command }] : [];
    });
    if (asked.length === 0) return;
    const answers = await this.#deps.ask(asked);
    const now = this.#deps.now();
    this.#apply(answers.map((answer) => [answer.id, eventOf(answer, now)]));
    await this.#settle(asked.map(({ target }) => target.id));
  }

  #apply(events: readonly (readonly [id: string, event: DeletionEvent])[]): void {
    for (const [id, event] of events) {
      const deletion = this.#deletions.get(id);
      if (deletion) this.#deletions.set(id, nextDeletion(deletion, event));
    }
  }

  /** What has ended is forgotten. */
  #report(): void {
    const ended = [...this.#deletions.values()].filter((it) => it.step === 'ended');
    for (const { target } of ended) this.#deletions.delete(target.id);
    const hidden = [...this.#deletions.values()].filter(isHidden).map(({ target }) => target.id);
    this.#deps.onHidden(new Set(hidden));
    if (ended.length > 0) this.#deps.onEnded(ended);
  }
}

function eventOf(answer: Answer, now: number): DeletionEvent {
  if (answer.problem !== null) return { kind: 'refused', problem: answer.problem };
  return { kind: 'done', version: answer.version, now };
}
