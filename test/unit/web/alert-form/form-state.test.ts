import { describe, expect, test } from 'vitest';
import { createAlertSchema } from '../../../../contract/alert-request.ts';
import { createGroupSchema } from '../../../../contract/group-request.ts';
import type { GroupView } from '../../../../contract/group-view.ts';
import { OPERATORS } from '../../../../domain/rules/operators/operators.ts';
import { beginDraft } from '../../../../web/alert-form/begin-draft.ts';
import { describeProblem } from '../../../../web/alert-form/describe-problem.ts';
import { type AlertDraft, EMPTY_DRAFT, withCondition } from '../../../../web/alert-form/draft/alert-draft.ts';
import { draftOfAlert } from '../../../../web/alert-form/draft/draft-of-alert.ts';
import { type Edited, type FormCalls, FormState } from '../../../../web/alert-form/form-state.ts';
import { OPERATOR_GROUPS } from '../../../../web/alert-form/sentence/format-choices.ts';
import { ApiError } from '../../../../web/api/api-error.ts';
import { numberTextOf } from '../../../../web/format/number-text.ts';
import { buildAlertView } from '../../../support/alert-views.ts';

const numbers = numberTextOf('en-US');
const ALERT = buildAlertView({});
const GROUP = { id: 'g', members: [] } as unknown as GroupView;
const FILLED: AlertDraft = { ...withCondition(EMPTY_DRAFT, 0, { level: '65,000' }), coins: ['BTCUSDT'] };
const refusal = (status: number, errors?: { path: string; message: string }[]) =>
  new ApiError({ type: 'about:blank', title: 'No', status, detail: 'Not now.', ...(errors && { errors }) });

function open(draft: AlertDraft, edited: Edited, answers: Partial<FormCalls> = {}) {
  const sent: unknown[][] = [];
  const call =
    <Name extends keyof FormCalls>(name: Name, usual: unknown) =>
    (...parameters: Parameters<FormCalls[Name]>) => {
      sent.push([name, ...parameters]);
      const answer = answers[name] as ((...all: Parameters<FormCalls[Name]>) => unknown) | undefined;
      return Promise.resolve(answer ? answer(...parameters) : usual);
    };
  const calls = {
    createAlert: call('createAlert', ALERT),
    createGroup: call('createGroup', GROUP),
    readAlert: call('readAlert', ALERT),
    readGroup: call('readGroup', GROUP),
    patchAlert: call('patchAlert', ALERT),
    patchGroup: call('patchGroup', GROUP),
  } as FormCalls;
  return { form: new FormState({ draft, edited }, { numbers, calls }), sent };
}

describe('a new alert', () => {
  test('is sent as the API takes it, once however often it is tried', async () => {
    let tries = 0;
    const createAlert = () => {
      tries += 1;
      return tries === 1 ? Promise.reject(refusal(503)) : Promise.resolve(ALERT);
    };
    const { form, sent } = open(FILLED, { kind: 'new' }, { createAlert });
    expect(await form.save()).toBe(null);
    expect(form.notice.value).toBe('Not now.');
    expect(await form.save()).toEqual({ kind: 'alert', alert: ALERT });
    const [[, body, firstKey] = [], [, , secondKey] = []] = sent;
    expect(createAlertSchema.safeParse(body).success).toBe(true);
    expect(secondKey).toBe(firstKey);
  });

  test('that was changed after a refusal is another request, with another key', async () => {
    const { form, sent } = open(FILLED, { kind: 'new' }, { createAlert: () => Promise.reject(refusal(503)) });
    await form.save();
    form.change({ name: 'Breakout' });
    await form.save();
    expect(sent[1]?.[2]).not.toBe(sent[0]?.[2]);
  });

  test('without a coin or a level is not sent, and says what is needed only once somebody tries', async () => {
    const { form, sent } = open(EMPTY_DRAFT, { kind: 'new' });
    expect(form.problems.value).toEqual([]);
    await form.save();
    expect(form.problems.value.map(describeProblem)).toEqual(['The coin is needed.', 'The level is needed.']);
    expect(sent).toEqual([]);
  });

  test('on several coins, or on all that are followed, is a group', async () => {
    for (const coins of [['BTCUSDT', 'ETHUSDT'], 'followed'] as const) {
      const { form, sent } = open({ ...FILLED, coins, fires: 'once' }, { kind: 'new' });
      expect(await form.save()).toEqual({ kind: 'group', group: GROUP });
      expect(sent[0]?.[0]).toBe('createGroup');
      expect(createGroupSchema.safeParse(sent[0]?.[1]).data).toMatchObject({ coins, fires: 'once' });
    }
  });

  test('shows the errors of the API at their fields, until the person changes something', async () => {
    const errors = [{ path: 'condition.level', message: 'must be greater than 0' }];
    const { form } = open(FILLED, { kind: 'new' }, { createAlert: () => Promise.reject(refusal(422, errors)) });
    await form.save();
    expect(form.problems.value.map(describeProblem)).toEqual(['The level must be greater than 0.']);
    form.change({ name: 'x' });
    expect(form.problems.value).toEqual([]);
  });
});

describe('an alert that exists', () => {
  const edited = { kind: 'alert', alert: ALERT } as const;
  const draft = draftOfAlert(ALERT, numbers);

  test('is not sent when nothing was changed', async () => {
    const { form, sent } = open(draft, edited);
    expect(await form.save()).toEqual(edited);
    expect(sent).toEqual([]);
  });

  test('is sent with what was changed alone', async () => {
    const { form, sent } = open(draft, edited);
    form.change({ note: 'look' });
    await form.save();
    expect(sent).toEqual([['patchAlert', ALERT, { note: 'look' }]]);
  });

  test('that was changed elsewhere is read again: both changes are shown, and the next save is on top of the other', async () => {
    const newer = { ...ALERT, version: ALERT.version + 1, name: 'from the phone' };
    let tries = 0;
    const patchAlert = () => {
      tries += 1;
      return tries === 1 ? Promise.reject(refusal(412)) : Promise.resolve(newer);
    };
    const { form, sent } = open(draft, edited, { patchAlert, readAlert: () => Promise.resolve(newer) });
    form.change({ note: 'mine' });
    expect(await form.save()).toBe(null);
    expect(form.notice.value).toMatch(/changed elsewhere/);
    expect(form.draft.value).toMatchObject({ name: 'from the phone', note: 'mine' });
    await form.save();
    expect(sent.at(-1)).toEqual(['patchAlert', newer, { note: 'mine' }]);
  });
});

describe('what the form begins with', () => {
  const surroundings = { numbers, newest: null, price: '64000' };

  test('the direction follows from the side of the price', () => {
    const opOf = (level: string) => beginDraft({ symbol: 'BTCUSDT', level }, surroundings).draft.conditions[0]?.op;
    expect([opOf('65000'), opOf('63000')]).toEqual(['crosses-above', 'crosses-below']);
  });

  test('the channels are those of the newest alert', () => {
    const channels = [
      { type: 'webhook', id: 'aa11', url: 'https://a.example/', preset: 'standard', chatId: null },
    ] as const;
    const newest = { ...ALERT, channels: [...channels] };
    expect(beginDraft({}, { ...surroundings, newest }).draft.channels).toEqual(channels);
  });

  test('a copy has no id of its own, and a link that can not be read says so', () => {
    expect(beginDraft({ copyOf: { ...ALERT, externalId: 'a' } }, surroundings).draft.externalId).toBe('');
    expect(beginDraft({ link: 'colour:red' }, surroundings).problem).toMatch(/colour/);
  });
});

test('every operator can be chosen in the sentence', () => {
  const chosen = OPERATOR_GROUPS.flatMap(({ options }) => options.map(({ value }) => value)).sort();
  expect(chosen).toEqual([...OPERATORS].sort());
});
