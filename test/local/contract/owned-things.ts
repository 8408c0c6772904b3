import type { Example } from '../../../functions/api/document/example.ts';
import { EXAMPLES } from '../../../functions/api/document/examples/examples.ts';
import { waitUntil } from '../../../local/wait-until.ts';
import type { Person } from '../end-to-end/person.ts';
import type { TestStack } from '../end-to-end/start-stack.ts';
import type { PathValues } from './example-request.ts';

const WITHIN_MS = 30_000;
const OWN_ENDPOINT = 'https://fcm.googleapis.com/fcm/send/of-the-owner';

/**
 * One of the owner's things of each list that a path can name, for `exampleRequest`. The market's tape of BTCUSDT starts with two trades at 100 and
 * goes on with one at 105: it fires an alert of the owner, with a mail.
 */
export async function makeOwnedThings(stack: TestStack, owner: Person): Promise<PathValues> {
  await owner.call('PUT', '/coins/BTCUSDT');
  const has = async (path: string, field: string, value: string) =>
    (await owner.get(path))[field] === value ? true : undefined;
  await waitUntil('the coin to be live', WITHIN_MS, () => has('/coins/BTCUSDT', 'state', 'live'));
  stack.market.step(2);
  const fired = await owner.addAlert('BTCUSDT', 'crosses-above', '104');
  stack.market.advance(60_000);
  await waitUntil('the alert to be active', WITHIN_MS, () => has(`/alerts/${fired}`, 'status', 'active'));
  stack.market.step(1);
  const triggers = await waitUntil('its trigger', WITHIN_MS, async () => (await owner.get('/triggers')).items[0]?.id);
  const receiver = { type: 'webhook', url: 'https://receiver.example/pricebell' };
  // far from the price: nothing is ever sent to the receiver
  const alerts = await owner.addAlert('BTCUSDT', 'above', '1000000', { channels: [{ type: 'email' }, receiver] });
  const { webhooks } = await owner.get('/me');
  const condition = { metric: 'price', op: 'above', level: '1000000' };
  const { body: group } = await owner.call('POST', '/groups', { coins: ['BTCUSDT'], condition });
  // a device is named by its endpoint: that of the example is everybody's who sends it
  const { body: asked }: Example = EXAMPLES['POST /api/me/devices'];
  const { body: device } = await owner.call('POST', '/me/devices', { ...Object(asked), endpoint: OWN_ENDPOINT });
  const ids = { webhooks: firstId(webhooks), groups: String(group.id), devices: String(device.id) };
  return { alerts, triggers, ...ids };
}

function firstId(list: unknown): string {
  const [first] = list as readonly { readonly id: string }[];
  if (!first) throw new Error('the owner has no webhook');
  return first.id;
}
