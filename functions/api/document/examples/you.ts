import type { DeviceView } from '../../../../contract/device-view.ts';
import type { MeView } from '../../../../contract/person-view.ts';
import type { RouteKey } from '../../../../contract/routes.ts';
import { viewSignIn } from '../../../../contract/sign-in-view.ts';
import type { ExamplesOf } from '../example.ts';

type Routes = Extract<RouteKey, `${string} /api/${'me' | 'links' | 'sign-in'}${string}`>;

const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example';
const WEBHOOK_ID = '01KAN3W2W0Q6Z8J7T4R2M5X9CC';
const UNTIL = '2026-11-22T09:15:00.000Z';
const RESULT = { result: 'sent', at: '2026-11-22T09:14:08.020Z', detail: 'answered 200' } as const;

const ME: MeView = {
  email: 'ada@example.com',
  emailVerified: true,
  admin: false,
  timeZone: 'Europe/Berlin',
  quietHours: { from: '22:00', to: '07:00' },
  digest: null,
  mail: { state: 'on', since: null, detail: null, delayed: null },
  webhooks: [
    {
      id: WEBHOOK_ID,
      url: 'https://receiver.example/pricebell',
      preset: 'standard',
      chatId: null,
      state: 'active',
      since: '2026-11-21T18:30:00.000Z',
      detail: null,
      lastResult: RESULT,
    },
  ],
  webhookSecret: 'whsec_ZXhhbXBsZS1zZWNyZXQtb2YtcHJpY2ViZWxs',
  limits: {
    alerts: { most: 2_000, used: 12 },
    armedAlertsPerCoin: { most: 500 },
    coins: { most: 50, used: 2 },
    webhooks: { most: 20, used: 1 },
    writesPerMinute: { most: 120, used: 1, until: UNTIL },
    previewMsPerMinute: { most: 10_000, used: 0, until: UNTIL },
    firesPerHour: { most: 60 },
  },
};

const DEVICE: DeviceView = {
  id: 'c3f1a09be27d4a68',
  label: 'Chrome on Linux',
  state: 'active',
  since: '2026-11-21T18:30:00.000Z',
  detail: null,
  lastResult: { ...RESULT, detail: 'it took the message (201)' },
};

const PUBLIC_KEY = 'BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM';

/** What a browser gives a page (RFC 8291, appendix A). */
const SUBSCRIPTION = {
  endpoint: 'https://updates.push.services.mozilla.com/wpush/v2/gAAAAABnExample',
  keys: {
    p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
    auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  },
};

/** A link's token is long and signed; this one stands for it. */
const token = 'TOKEN';

export const YOUR_EXAMPLES: ExamplesOf<Routes> = {
  'GET /api/me': { path: {}, answers: { 200: ME } },
  'PUT /api/me': {
    path: {},
    body: { timeZone: 'Europe/Berlin', quietHours: { from: '22:00', to: '07:00' } },
    answers: { 200: ME },
  },
  'POST /api/me/webhooks/{id}/test': { path: { id: WEBHOOK_ID }, answers: { 200: RESULT } },
  'GET /api/me/devices': { path: {}, answers: { 200: { items: [DEVICE], most: 10, publicKey: PUBLIC_KEY } } },
  'POST /api/me/devices': {
    path: {},
    body: { ...SUBSCRIPTION, label: DEVICE.label },
    answers: { 200: { ...DEVICE, lastResult: null } },
  },
  'DELETE /api/me/devices/{id}': { path: { id: DEVICE.id }, answers: {} },
  'GET /api/sign-in': { path: {}, answers: { 200: viewSignIn({ issuer: ISSUER, clientId: '2ks9v0example8hq1' }) } },
  'GET /api/links/{token}': { path: { token }, answers: {} },
  'POST /api/links/{token}': { path: { token }, body: { action: 'pause' }, answers: {} },
};
