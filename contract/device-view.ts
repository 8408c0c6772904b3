import * as z from 'zod';
import { type Device, MAX_DEVICES, webhookSchema } from '../domain/channels/webhook.ts';
import { viewWebhookResult, webhookResultViewSchema } from './webhook-view.ts';

/** A device as its owner sees it. Its endpoint and keys are left out: nobody needs them again. */
export const deviceViewSchema = z
  .strictObject({
    id: z.string().meta({ description: 'a delivery names the device by it, as push:ID' }),
    label: z.string(),
    state: webhookSchema.shape.state,
    since: z.iso.datetime(),
    detail: z.string().nullable().meta({ description: 'why it is disabled' }),
    lastResult: webhookResultViewSchema.nullable().meta({ description: 'null: nothing was sent to it yet' }),
  })
  .meta({ id: 'Device' });
export type DeviceView = z.infer<typeof deviceViewSchema>;

export const deviceListSchema = z
  .strictObject({
    items: z.array(deviceViewSchema),
    most: z.int().meta({ description: 'how many devices you may have' }),
    publicKey: z.string().meta({ description: 'the applicationServerKey of a subscription, in base64url' }),
  })
  .meta({ id: 'DeviceList' });
export type DeviceListView = z.infer<typeof deviceListSchema>;

export function viewDevice({ id, browser, state, at, detail, lastResult }: Device): DeviceView {
  const since = new Date(at).toISOString();
  return { id, label: browser.label, state, since, detail, lastResult: lastResult && viewWebhookResult(lastResult) };
}

/** The oldest first. */
export function viewDevices(devices: readonly Device[], publicKey: string): DeviceListView {
  const items = devices.map(viewDevice).sort((a, b) => a.since.localeCompare(b.since) || a.id.localeCompare(b.id));
  return { items, most: MAX_DEVICES, publicKey };
}
