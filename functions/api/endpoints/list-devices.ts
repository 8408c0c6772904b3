import { deviceListSchema, viewDevices } from '../../../contract/device-view.ts';
import type { DeviceDeps } from '../devices/device-deps.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { json, PRIVATE } from '../http/answer.ts';

export const listDevices = signedInEndpoint({
  route: 'GET /api/me/devices',
  id: 'listDevices',
  summary:
    'Your devices that get notifications, what came of the last one, and the key that a browser needs to subscribe',
  answers: { 200: deviceListSchema },
  async handle({ caller: { person } }, { webhooks, push }: DeviceDeps) {
    const [devices, { publicKey }] = await Promise.all([webhooks.listDevices(person), push.key.make()]);
    return json(200, viewDevices(devices, publicKey), PRIVATE);
  },
});
