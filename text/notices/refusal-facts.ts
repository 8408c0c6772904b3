import type { ContentOf, NoticeRow } from './notice-text.ts';

type Refusal = ContentOf<'channel-refused' | 'channel-slow' | 'channel-disabled'>;

/** Why a webhook did not take a message, or took it slowly, and where the receiver says that it has moved to. */
export function refusalSummary({ detail, newAddress }: Refusal): string {
  const reason = hideAddresses(detail);
  return newAddress === null ? reason : `${reason} · new address: ${newAddress}`;
}

/** `Your webhook at hooks.example.com`, `Push to Chrome on Linux` */
export function receiverOf({ host, device }: Refusal): string {
  return device === null ? `Your webhook at ${host}` : `Push to ${device}`;
}

export function refusalRows({ host, device, webhookId, detail, undelivered, newAddress }: Refusal): NoticeRow[] {
  return [
    { name: 'Host', lines: [host] },
    { name: 'Reason', lines: [hideAddresses(detail)] },
    ...(undelivered === null ? [] : [{ name: 'Not delivered', lines: [undelivered] }]),
    ...(newAddress === null ? [] : [{ name: 'New address', lines: [newAddress] }]),
    { name: device === null ? 'Webhook' : 'Device', lines: [device ?? webhookId] },
  ];
}

/** The data of a webhook's event. */
export function refusalData({ host, detail }: Refusal) {
  return { host, detail };
}

/** The address of a webhook is a secret: anybody who knows it can write there. So only its host is shown. Punctuation after it stays. */
function hideAddresses(text: string): string {
  return text.replace(/(https?:\/\/)(?:[^\s/@]*@)?([^\s/?#]+)[/?#]\S*?(?=[;,.)]*(?:\s|$))/gi, '$1$2/…');
}
