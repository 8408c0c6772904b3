import { describe, expect, it } from 'vitest';
import { optionErrors } from '../../../../../domain/channels/presets/option-errors.ts';
import type { PresetForm } from '../../../../../domain/channels/presets/preset.ts';
import { secretsOf } from '../../../../../domain/channels/presets/secrets-of.ts';

const token = {
  ...({ kind: 'text', label: 'Token', meaning: 'who writes', isSecret: true, isRequired: true } as const),
  ...{ pattern: /^[a-z0-9]{1,8}$/, demand: 'must be up to 8 letters and digits', example: 'abc123' },
};
const form: PresetForm = {
  name: 'pager',
  label: 'Pager',
  address: { example: 'https://pager.example/in', host: null, error: () => null, secret: /\/in\/([^?]+)/ },
  chatId: null,
  words: null,
  options: {
    token,
    sound: { ...token, label: 'Sound', isSecret: false, isRequired: false },
    priority: { kind: 'number', label: 'Priority', meaning: 'how loud', min: -2, max: 2, default: 0 },
  },
};

describe('what is wrong with the options of a webhook', () => {
  it('is nothing when each is as its preset wants it', () => {
    expect(optionErrors(form, { token: 'abc' })).toEqual([]);
    expect(optionErrors(form, { token: 'abc', sound: 'siren', priority: -2 })).toEqual([]);
  });

  it('is that a required one lacks, and that another is unknown', () => {
    expect(optionErrors(form, { colour: 'red' })).toEqual([
      { option: 'colour', message: 'is no option of pager: it has token, sound, priority' },
      { option: 'token', message: 'is required with pager' },
    ]);
    const none = optionErrors({ ...form, options: {} }, { constructor: 'x' });
    expect(none).toEqual([{ option: 'constructor', message: 'is no option of pager: it has none' }]);
  });

  it.each([0.5, 3, -3, '1', null, Number.NaN])('is a priority of %j', (priority) => {
    const errors = [{ option: 'priority', message: 'must be a whole number from -2 to 2' }];
    expect(optionErrors(form, { token: 'abc', priority })).toEqual(errors);
  });

  it.each(['', 'toolongtoken', 'a\nb', 'é', 7, null])('is a text of %j', (value) => {
    const message = 'must be up to 8 letters and digits, such as "abc123"';
    expect(optionErrors(form, { token: value })).toEqual([{ option: 'token', message }]);
  });
});

it('secret are the options that say so, and the part of the address that its form names', () => {
  const options = { token: 'abc', sound: 'siren', priority: 2 };
  expect(secretsOf(form, 'https://pager.example/in/s3cret?x=1', options)).toEqual(['s3cret', 'abc']);
  expect(secretsOf(form, 'https://pager.example/out', { priority: 1 })).toEqual([]);
});
