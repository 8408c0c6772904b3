import type { DeviceDeps } from './devices/device-deps.ts';
import type { EndpointsOf } from './endpoint.ts';
import { addDevice } from './endpoints/add-device.ts';
import { listDevices } from './endpoints/list-devices.ts';
import { removeDevice } from './endpoints/remove-device.ts';
import { testWebhook } from './endpoints/test-webhook.ts';

/** The endpoints of devices, and of the tests of devices and webhooks, by their routes. */
export const DEVICE_ENDPOINTS: EndpointsOf<'devices', DeviceDeps> = {
  'GET /api/me/devices': listDevices,
  'POST /api/me/devices': addDevice,
  'DELETE /api/me/devices/{id}': removeDevice,
  'POST /api/me/webhooks/{id}/test': testWebhook,
};
