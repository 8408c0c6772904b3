import { isPublicAddress } from '../../../adapters/http/private-address.ts';
import { formOf } from '../../../domain/channels/presets/presets.ts';
import { isMasked } from '../../../domain/channels/shown-webhook.ts';
import type { AddressWebhook } from '../../../domain/channels/webhook.ts';
import { literalAddress } from '../../../domain/channels/webhook-address.ts';
import { targetErrors } from '../../../domain/channels/webhook-channel.ts';
import { templateErrors } from '../../../text/template/template-errors.ts';
import type { FieldError } from '../http/problem.ts';

const MASKED = 'has •••• in place of a secret: send the secret itself';

/** What is wrong with a webhook as it would be stored; empty: nothing. */
export function webhookErrors(
  webhook: Pick<AddressWebhook, 'url' | 'preset' | 'chatId' | 'options' | 'template'>,
): FieldError[] {
  const { url, preset, options, template } = webhook;
  if (isMasked(url)) return [{ path: 'url', message: MASKED }];
  const masked = Object.keys(options).filter((name) => isMasked(options[name]));
  return [
    ...privateAddressErrors(url),
    ...targetErrors(webhook).filter(({ path }) => !masked.some((name) => path === `options.${name}`)),
    ...masked.map((name) => ({ path: `options.${name}`, message: MASKED })),
    ...templateErrors(formOf(preset), template).map(({ part, message }) => ({ path: `template.${part}`, message })),
  ];
}

/** What no schema checks: an IP address in place of a host name must be public. */
export function privateAddressErrors(url: string): FieldError[] {
  const address = isMasked(url) ? null : literalAddress(url);
  if (address === null || isPublicAddress(address)) return [];
  return [{ path: 'url', message: 'must not lead into a private network' }];
}

/** A webhook has its target for itself, and its id: one that has moved since it was made keeps that of its first target. */
export function takenErrors(webhook: AddressWebhook, others: readonly AddressWebhook[]): FieldError[] {
  const { id, url, preset, chatId } = webhook;
  const isSame = (it: AddressWebhook) => it.url === url && it.preset === preset && it.chatId === chatId;
  const other = others.find((it) => it.id === id || isSame(it));
  return other ? [{ path: 'url', message: `is, or was, that of your webhook ${other.id}` }] : [];
}
