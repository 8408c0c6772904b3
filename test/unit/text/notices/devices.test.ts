import { expect, it } from 'vitest';
import { createWallClock } from '../../../../text/format/wall-clock.ts';
import { channelDisabled } from '../../../../text/notices/channel-disabled.ts';
import { channelRefused } from '../../../../text/notices/channel-refused.ts';
import { channelSlow } from '../../../../text/notices/channel-slow.ts';

const fields = { webhookId: 'dd11', host: 'fcm.googleapis.com', detail: '403', undelivered: null, newAddress: null };
const device = { ...fields, device: 'Chrome on Linux' };
const reader = { clock: createWallClock('UTC'), decimals: null };
const formatInstant = String;

it('a notice about a device names it as its person does, and says what to do on it', () => {
  const disabled = { kind: 'channel-disabled', ...device } as const;
  expect(channelDisabled.title(disabled, formatInstant)).toBe('Push to Chrome on Linux was switched off');
  expect(channelDisabled.details(disabled, reader).paragraphs.join(' ')).toContain('open Pricebell on that device');
  const refused = { kind: 'channel-refused', ...device } as const;
  expect(channelRefused.title(refused, formatInstant)).toBe('Push to Chrome on Linux was refused');
  expect(channelRefused.details(refused, reader).paragraphs.join(' ')).toContain('Send a test');
  const slow = { kind: 'channel-slow', ...device } as const;
  expect(channelSlow.title(slow, formatInstant)).toBe('Push to Chrome on Linux is too slow, or does not work');
  expect(channelSlow.details(slow, reader).paragraphs.join(' ')).toContain('in Settings with “Send a test”.');
});

it('a notice about a webhook names its host', () => {
  const disabled = { kind: 'channel-disabled', ...fields, device: null } as const;
  expect(channelDisabled.title(disabled, formatInstant)).toBe('Your webhook at fcm.googleapis.com was switched off');
});
