import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { PRESET_FORMS } from '../../../../domain/channels/presets/presets.ts';
import { secretsOf } from '../../../../domain/channels/presets/secrets-of.ts';
import { changedOptions, MASK, maskSecret, shownOptions, shownUrl } from '../../../../domain/channels/shown-webhook.ts';

const anySecret = fc
  .array(fc.constantFrom(...'abcXYZ019-_:'), { minLength: 1, maxLength: 60 })
  .map((characters) => characters.join(''));

describe('an address is shown without its secret', () => {
  it.each([
    [
      'telegram',
      'https://api.telegram.org/bot123456:AAE-secret-x9Yz/sendMessage',
      'https://api.telegram.org/bot••••x9Yz/sendMessage',
    ],
    ['slack', 'https://hooks.slack.com/services/T00/B00/abcdefghijkl', 'https://hooks.slack.com/services/••••ijkl'],
    ['discord', 'https://discord.com/api/webhooks/123/AbCdEfGhIjKl', 'https://discord.com/api/webhooks/123/••••IjKl'],
    [
      'standard',
      'https://a.example/in?token=abcdefghijkl&room=1&key=x',
      'https://a.example/in?token=••••ijkl&room=1&key=••••',
    ],
    // of a platform, with the preset of another, or none
    ['json', 'https://discord.com/api/webhooks/123/AbCdEfGhIjKl', 'https://discord.com/api/webhooks/123/••••IjKl'],
    [
      'slack',
      'https://discord.com/api/webhooks/123/AbCdEfGhIjKl/slack',
      'https://discord.com/api/webhooks/123/••••IjKl/slack',
    ],
    ['json', 'https://hooks.slack.com/triggers/T00/123/abcdefghijkl', 'https://hooks.slack.com/triggers/••••ijkl'],
    [
      'json',
      'https://api.telegram.org/bot123456:AAE-secret-x9Yz/sendMessage',
      'https://api.telegram.org/bot••••x9Yz/sendMessage',
    ],
    ['slack', 'https://chat.example/hooks/abcdefghijkl', 'https://chat.example/hooks/••••ijkl'],
    ['discord', 'https://b.example/api/webhooks/123/AbCdEfGhIjKl', 'https://b.example/api/webhooks/123/••••IjKl'],
    ['standard', 'https://a.example/api/webhooks/123/AbCdEfGhIjKl', 'https://a.example/api/webhooks/123/AbCdEfGhIjKl'],
    ['telegram', 'https://b.example/botAbCdEfGhIjKl?key=mnopqrst&token=uvwxyzabcdef', 'https://b.example/bot••••cdef'],
    ['standard', 'https://a.example/in?monkey=1', 'https://a.example/in?monkey=1'],
    ['standard', 'https://a.example/a/long-path-of-ones-own', 'https://a.example/a/long-path-of-ones-own'],
  ] as const)('%s %s', (preset, url, shown) => expect(shownUrl({ preset, url })).toBe(shown));

  it('which is what is left out of everything that a receiver answers', () => {
    for (const form of PRESET_FORMS) {
      const example = form.address.example.replace(/…/g, (_, at) => `part-${at}-abcdefgh`);
      const url = `${example}${example.includes('?') ? '&' : '?'}token=qrstuvwxyzabc`;
      const secrets = secretsOf(form, url, {});
      const shown = shownUrl({ preset: form.name, url });
      expect(secrets).toContain('qrstuvwxyzabc');
      for (const secret of secrets) expect(shown).not.toContain(secret);
    }
  });
});

test('of a secret at most its last four characters are shown, and of a short one none', () => {
  fc.assert(
    fc.property(anySecret, (secret) => {
      const end = secret.length < 12 ? '' : secret.slice(-4);
      expect(maskSecret(secret)).toBe(`${MASK}${end}`);
      const url = `https://a.example/in?token=${secret}`;
      expect(shownUrl({ preset: 'standard', url })).toBe(`https://a.example/in?token=${MASK}${end}`);
    }),
  );
});

test('an option that the preset does not know any more is masked, and stays when it is sent back as shown', () => {
  const webhook = { preset: 'standard', options: { old: 'abcdefghijkl', count: 3 } } as const;
  expect(shownOptions(webhook)).toEqual({ old: '••••ijkl', count: '••••' });
  expect(changedOptions(webhook, shownOptions(webhook))).toEqual(webhook.options);
  expect(changedOptions(webhook, { old: null, more: 'x' })).toEqual({ count: 3, more: 'x' });
});
