import type { TriggerView } from '../../contract/trigger-view.ts';

type Delivery = TriggerView['deliveries'][number];
export type DeliveryState = Delivery['state'];

interface StateText {
  /** in a list, a filter and a file */
  readonly label: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'info' | 'plain';
  /** of one delivery; `detail`: what the channel said */
  readonly sentence: (detail: string | null) => string;
}

const because = (start: string) => (detail: string | null) => (detail === null ? start : `${start}: ${detail}`);

/** What became of a message, in words. */
export const DELIVERY_STATES: Readonly<Record<DeliveryState, StateText>> = {
  queued: { label: 'Waiting', tone: 'info', sentence: because('Waits to be sent') },
  sending: { label: 'Sending', tone: 'info', sentence: () => 'Is being sent now' },
  sent: { label: 'Sent', tone: 'good', sentence: () => 'Accepted by the receiver' },
  delivered: { label: 'Delivered', tone: 'good', sentence: () => 'Delivered' },
  bounced: { label: 'Bounced', tone: 'bad', sentence: because('Came back: the mailbox did not take it') },
  complained: { label: 'Marked as spam', tone: 'bad', sentence: () => 'Arrived, and was marked as spam' },
  failed: { label: 'Failed', tone: 'bad', sentence: because('Was refused') },
  suppressed: { label: 'Not sent', tone: 'warn', sentence: because('Was not sent') },
  uncertain: {
    label: 'Uncertain',
    tone: 'warn',
    sentence: () => 'May have been sent: no answer came, and Pricebell waits for word of it',
  },
};

export function isDeliveryState(text: string | null): text is DeliveryState {
  return text !== null && Object.hasOwn(DELIVERY_STATES, text);
}

/** `Delivered`, `Was refused: 404 Not Found, after 3 attempts` */
export function describeDelivery({ state, detail, attempts }: Delivery): string {
  // what a channel accepted has its id for a detail, which says nothing to a person
  const said = DELIVERY_STATES[state].sentence(detail);
  return attempts > 1 ? `${said}, after ${attempts} attempts` : said;
}

/** The worst of a fire's deliveries, for its row: what needs a look comes first. */
export function worstState(deliveries: readonly Delivery[]): DeliveryState | null {
  const order: readonly DeliveryState[] = [
    'failed',
    'bounced',
    'complained',
    'uncertain',
    'suppressed',
    'queued',
    'sending',
    'sent',
    'delivered',
  ];
  return order.find((state) => deliveries.some((delivery) => delivery.state === state)) ?? null;
}

/** `E-mail`, `Webhook hooks.example.com`, `Push to Chrome on Linux`. `webhooks`: the person's. */
export function channelName(
  { channel: key, label }: Pick<Delivery, 'channel' | 'label'>,
  webhooks: readonly { readonly id: string; readonly url: string }[],
): string {
  const [type = '', id] = key.split(':');
  if (type === 'push') return label === null ? 'Push' : `Push to ${label}`;
  if (type === 'email') return 'E-mail';
  if (type !== 'webhook') return type.charAt(0).toUpperCase() + type.slice(1);
  const url = webhooks.find((it) => it.id === id)?.url;
  return url && URL.canParse(url) ? `Webhook ${new URL(url).host}` : 'Webhook';
}
