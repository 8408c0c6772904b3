import type { DeviceDeps } from './devices/device-deps.ts';
import type { EndpointsOf } from './endpoint.ts';
import { addDevice } from './endpoints/add-device.ts';
import { listDevices } from './endpoints/list-devices.ts';
import { patchWebhook } from './endpoints/patch-webhook.ts';
import { removeDevice } from './endpoints/remove-device.ts';
import { testWebhook } from './endpoints/test-webhook.ts';

/** The endpoints of devices, and of what changes and tests webhooks, by their routes. */
export const DEVICE_ENDPOINTS: EndpointsOf<'devices', DeviceDeps> = {
  'GET /api/me/devices': listDevices,
  'POST /api/me/devices': addDevice,
  'DELETE /api/me/devices/{id}': removeDevice,
  'PATCH /api/me/webhooks/{id}': patchWebhook,
  'POST /api/me/webhooks/{id}/test': testWebhook,
};
