import { describe, expect, it } from 'vitest';
import { channelName, describeDelivery, worstState } from '../../../../web/fired/describe-delivery.ts';

const delivery = { channel: 'email', label: null, at: '2026-11-22T12:00:00.000Z', detail: null, attempts: 1 } as const;

describe('a delivery', () => {
  it('says why it failed, and how often it was tried', () => {
    const failed = { ...delivery, state: 'failed', detail: 'status 404', attempts: 3 } as const;
    expect(describeDelivery(failed)).toBe('Was refused: status 404, after 3 attempts');
  });

  it('does not show the id that a mail server gave', () => {
    expect(describeDelivery({ ...delivery, state: 'sent', detail: '0100018f' })).toBe('Accepted by the receiver');
  });
});

it('a row shows the delivery that needs a look most', () => {
  expect(worstState([])).toBeNull();
  expect(
    worstState([
      { ...delivery, state: 'delivered' },
      { ...delivery, state: 'failed' },
      { ...delivery, state: 'queued' },
    ]),
  ).toBe('failed');
});

it('a channel is called by what a person knows of it', () => {
  const webhooks = [{ id: 'w1', url: 'https://hooks.example.com/secret' }];
  const nameOf = (channel: string, label: string | null = null) => channelName({ channel, label }, webhooks);
  expect(nameOf('email')).toBe('E-mail');
  expect(nameOf('webhook:w1')).toBe('Webhook hooks.example.com');
  expect(nameOf('webhook:gone')).toBe('Webhook');
  expect(nameOf('push:d1', 'Chrome on Linux')).toBe('Push to Chrome on Linux');
  expect(nameOf('push')).toBe('Push');
});
