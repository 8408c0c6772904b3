import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type DeviceFacts, nextStep } from '../../../../../web/settings/devices/next-step.ts';

const HERE: DeviceFacts = {
  registered: { email: 'ada@example.com', id: 'a1' },
  email: 'ada@example.com',
  presentId: 'a1',
  keyFits: true,
  listedIds: ['a1', 'b2'],
};

it.each<[string, Partial<DeviceFacts>, string]>([
  ['nothing when all is as it was', {}, 'nothing'],
  ['renew when the browser has replaced its subscription', { presentId: 'c3' }, 'renew'],
  ['renew when the browser has lost its subscription', { presentId: null, listedIds: [] }, 'renew'],
  ['renew when messages are signed with another key', { keyFits: false }, 'renew'],
  ['end when the device was removed elsewhere', { listedIds: ['b2'] }, 'end'],
  ['nothing when nobody switched notifications on', { registered: null }, 'nothing'],
])('the page does %s', (_, facts, step) => {
  expect(nextStep({ ...HERE, ...facts })).toBe(step);
});

it('a subscription of another person is neither used nor ended, whatever else is so', () => {
  const id = fc.constantFrom('a1', 'b2', 'c3');
  const facts = fc.record({
    registered: fc.option(fc.record({ email: fc.constant('bob@example.com'), id })),
    email: fc.constant('ada@example.com'),
    presentId: fc.option(id),
    keyFits: fc.boolean(),
    listedIds: fc.uniqueArray(id),
  });
  fc.assert(fc.property(facts, (each) => nextStep(each) === 'nothing'));
});
