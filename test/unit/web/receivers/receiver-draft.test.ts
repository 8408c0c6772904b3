import { expect, test } from 'vitest';
import type { WebhookView } from '../../../../contract/webhook-view.ts';
import { PRESET_FORMS } from '../../../../domain/channels/presets/presets.ts';
import { templateErrors } from '../../../../text/template/template-errors.ts';
import { addBody, changeBody, draftOf, templateOf, usualAddress } from '../../../../web/receivers/receiver-draft.ts';

const VIEW: WebhookView = {
  ...{ id: 'aa11', version: 3, label: 'Phone', url: 'https://ntfy.sh/', preset: 'ntfy', chatId: 'alerts' },
  ...{ options: { token: '••••7f3k', priority: 4 }, template: { title: '{{symbol}}', text: null, body: null } },
  ...{ state: 'active', since: '2026-01-01T00:00:00.000Z', detail: null, lastResult: null },
};

test('a receiver that is left as it is is sent back as it is shown', () => {
  const { options = {}, ...rest } = changeBody(draftOf(VIEW));
  const { label, url, chatId, template } = VIEW;
  expect(rest).toEqual({ label, url, chatId, template });
  expect(Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== null))).toEqual(VIEW.options);
});

test('what is emptied is taken away, and a number that is none is sent as it is', () => {
  const draft = { ...draftOf(VIEW), label: ' ', title: ' ', options: { token: '', priority: 'loud' } };
  expect(changeBody(draft)).toMatchObject({ label: null, template: null, options: { token: null, priority: 'loud' } });
});

test.each(PRESET_FORMS)('$name: a new one has the fields of its platform, and no others', (form) => {
  const body = addBody({ ...draftOf(null, form.name), url: ' https://a.example/ ', chatId: ' room ' });
  expect(body).toMatchObject({ preset: form.name, url: 'https://a.example/', chatId: form.chatId ? 'room' : null });
  expect(Object.keys(body.options ?? {})).toEqual(Object.keys(form.options));
});

test('an address comes with a platform that has one for everybody, or a public server', () => {
  expect(usualAddress('pushover')).toBe('https://api.pushover.net/1/messages.json');
  const others = PRESET_FORMS.filter(({ name }) => name !== 'pushover').map(({ name }) => usualAddress(name));
  expect(others.filter((address) => address !== '')).toEqual(['https://ntfy.sh/', 'https://matrix.org/']);
});

test.each(PRESET_FORMS)('$name: takes the words that have a place in it, whatever was written before', (form) => {
  const written = { ...draftOf(null, form.name), title: '{{symbol}}', text: '{{rule}}', body: '{"a":"{{price}}"}' };
  expect(templateErrors(form, templateOf(written))).toEqual([]);
  expect(templateOf(written) === null).toBe(form.words === null);
});
