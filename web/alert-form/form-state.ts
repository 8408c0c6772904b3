import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { AlertView } from '../../contract/alert-view.ts';
import type { GroupSummary, GroupView } from '../../contract/group-view.ts';
import { ApiError, describeError } from '../api/api-error.ts';
import type { NumberText } from '../format/number-text.ts';
import { type AlertDraft, isGroup } from './draft/alert-draft.ts';
import {
  alertBody,
  type CreateAlertBody,
  type CreateGroupBody,
  changeOf,
  coinsChange,
  groupBody,
  type PatchAlertBody,
  type PatchGroupBody,
} from './draft/bodies.ts';
import { draftOfAlert, draftOfGroup } from './draft/draft-of-alert.ts';
import { mergeDraft } from './draft/merge-draft.ts';
import { type FieldProblem, type ReadDraft, readDraft } from './draft/request-of-draft.ts';

/** The calls of the API that the form makes. */
export interface FormCalls {
  createAlert(body: CreateAlertBody, idempotencyKey: string): Promise<AlertView>;
  createGroup(body: CreateGroupBody, idempotencyKey: string): Promise<GroupView>;
  readAlert(id: string): Promise<AlertView>;
  readGroup(id: string): Promise<GroupView>;
  patchAlert(alert: AlertView, body: PatchAlertBody): Promise<AlertView>;
  patchGroup(group: GroupSummary, body: PatchGroupBody): Promise<GroupView>;
}

/** What is changed: nothing yet, for a new alert. */
export type Edited =
  | { readonly kind: 'new' }
  | { readonly kind: 'alert'; readonly alert: AlertView }
  | { readonly kind: 'group'; readonly group: GroupSummary };

export type Saved =
  | { readonly kind: 'alert'; readonly alert: AlertView }
  | { readonly kind: 'group'; readonly group: GroupView };

const CHANGED_ELSEWHERE = 412;
const MERGED =
  'It was changed elsewhere in the meantime. What you see has both changes, and yours count where they differ. Save again to keep them.';

/** The form: what is written, what is wrong with it, and how it is saved. */
export class FormState {
  readonly draft: Signal<AlertDraft>;
  readonly edited: Signal<Edited>;
  readonly read: ReadonlySignal<ReadDraft>;
  /** what the API said of the draft as it is now */
  readonly refused = signal<readonly FieldProblem[]>([]);
  /** what is said of the whole form */
  readonly notice = signal<string | null>(null);
  readonly isSaving = signal(false);
  /** what is needed and missing is said only after somebody has tried to save */
  readonly wasTried = signal(false);
  readonly problems: ReadonlySignal<readonly FieldProblem[]>;
  readonly #begun: AlertDraft;
  readonly #numbers: NumberText;
  readonly #calls: FormCalls;
  /** the key of the request that was sent last: the same request again makes nothing twice */
  #sent: { readonly body: string; readonly key: string } | null = null;

  constructor(
    begun: { draft: AlertDraft; edited: Edited },
    { numbers, calls }: { numbers: NumberText; calls: FormCalls },
  ) {
    this.#begun = begun.draft;
    this.#numbers = numbers;
    this.#calls = calls;
    this.draft = signal(begun.draft);
    this.edited = signal(begun.edited);
    this.read = computed(() => readDraft(this.draft.value, numbers));
    this.problems = computed(() => [...this.#ownProblems(), ...this.refused.value]);
  }

  /** On many coins it is saved as a group. */
  readonly isGroup: ReadonlySignal<boolean> = computed(() => {
    return this.edited.value.kind === 'group' || (this.edited.value.kind === 'new' && isGroup(this.draft.value));
  });

  /** What can be previewed: on one coin, if all of it can be read. */
  readonly previewed: ReadonlySignal<CreateAlertBody | null> = computed(() => {
    const { fields, problems } = this.read.value;
    const draft = this.draft.value;
    const [symbol] = typeof draft.coins === 'string' ? [] : draft.coins;
    if (problems.length > 0 || symbol === undefined) return null;
    // neither what it is called nor whom it reaches changes what it would have done
    const { name: _name, note: _note, channels: _channels, ...rule } = alertBody(fields, { ...draft, externalId: '' });
    return rule;
  });

  /** Whether anything was written since it was opened. */
  readonly isChanged: ReadonlySignal<boolean> = computed(() => this.draft.value !== this.#begun);

  change(changes: Partial<AlertDraft>): void {
    this.draft.value = { ...this.draft.value, ...changes };
    this.refused.value = [];
    this.notice.value = null;
  }

  /** Null: it is not saved, and `problems` or `notice` says why. */
  async save(): Promise<Saved | null> {
    this.wasTried.value = true;
    if (this.isSaving.value || this.problems.value.length > 0) return null;
    this.isSaving.value = true;
    this.notice.value = null;
    try {
      const saved = await this.#send();
      this.#sent = null;
      return saved;
    } catch (error) {
      await this.#fail(error);
      return null;
    } finally {
      this.isSaving.value = false;
    }
  }

  #ownProblems(): readonly FieldProblem[] {
    const { problems } = this.read.value;
    const missing = this.draft.value.coins.length === 0 ? [{ path: 'symbol', message: NEEDED }] : [];
    return this.wasTried.value ? [...missing, ...problems] : problems.filter(({ message }) => message !== NEEDED);
  }

  async #send(): Promise<Saved> {
    const edited = this.edited.value;
    const draft = this.draft.value;
    const { fields } = this.read.value;
    if (edited.kind === 'new') return this.#create(draft);
    const before = this.#before(edited);
    const change = changeOf(readDraft(before, this.#numbers).fields, fields);
    if (edited.kind === 'group') {
      const body: PatchGroupBody = { ...change, ...coinsChange(before.coins, draft.coins) } as PatchGroupBody;
      return { kind: 'group', group: await this.#calls.patchGroup(edited.group, body) };
    }
    if (Object.keys(change).length === 0) return edited;
    return { kind: 'alert', alert: await this.#calls.patchAlert(edited.alert, change as PatchAlertBody) };
  }

  async #create(draft: AlertDraft): Promise<Saved> {
    const { fields } = this.read.value;
    if (this.isGroup.value) {
      const body = groupBody(fields, draft);
      return { kind: 'group', group: await this.#calls.createGroup(body, this.#keyOf(body)) };
    }
    const body = alertBody(fields, draft);
    return { kind: 'alert', alert: await this.#calls.createAlert(body, this.#keyOf(body)) };
  }

  #keyOf(body: object): string {
    const text = JSON.stringify(body);
    if (this.#sent?.body !== text) this.#sent = { body: text, key: crypto.randomUUID() };
    return this.#sent.key;
  }

  #before(edited: Exclude<Edited, { kind: 'new' }>): AlertDraft {
    return edited.kind === 'alert'
      ? draftOfAlert(edited.alert, this.#numbers)
      : draftOfGroup(edited.group, this.#numbers);
  }

  async #fail(error: unknown): Promise<void> {
    const refusal = error instanceof ApiError ? error : null;
    if (refusal?.status === CHANGED_ELSEWHERE) return this.#merge();
    const problems = refusal?.problem.errors ?? [];
    this.refused.value = problems;
    this.notice.value = problems.length > 0 ? null : describeError(error);
  }

  /** Shows what it has become, with the person's changes. */
  async #merge(): Promise<void> {
    const edited = this.edited.value;
    if (edited.kind === 'new') return;
    try {
      const now = await this.#readAgain(edited);
      const drafts = { before: this.#before(edited), now: this.#before(now) };
      this.draft.value = mergeDraft(drafts, this.draft.value);
      this.edited.value = now;
      this.notice.value = MERGED;
    } catch (error) {
      this.notice.value = describeError(error);
    }
  }

  async #readAgain(edited: Exclude<Edited, { kind: 'new' }>): Promise<Exclude<Edited, { kind: 'new' }>> {
    if (edited.kind === 'alert') return { kind: 'alert', alert: await this.#calls.readAlert(edited.alert.id) };
    return { kind: 'group', group: await this.#calls.readGroup(edited.group.id) };
  }
}

/** What `readDraft` says of an empty field. */
const NEEDED = 'is needed';
