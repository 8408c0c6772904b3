import type { DeviceView } from '../../../../contract/device-view.ts';
import type { MeView } from '../../../../contract/person-view.ts';
import type { RouteKey } from '../../../../contract/routes.ts';
import { viewSignIn } from '../../../../contract/sign-in-view.ts';
import type { WebhookView } from '../../../../contract/webhook-view.ts';
import type { ExamplesOf } from '../example.ts';

type Routes = Extract<RouteKey, `${string} /api/${'me' | 'links' | 'sign-in'}${string}`>;

const ISSUER = 'https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example';
const WEBHOOK_ID = '01KAN3W2W0Q6Z8J7T4R2M5X9CC';
const UNTIL = '2026-11-22T09:15:00.000Z';
const RESULT = { result: 'sent', at: '2026-11-22T09:14:08.020Z', detail: 'answered 200' } as const;

const WEBHOOK: WebhookView = {
  id: WEBHOOK_ID,
  version: 1,
  label: null,
  url: 'https://receiver.example/pricebell',
  preset: 'standard',
  chatId: null,
  options: {},
  template: null,
  state: 'active',
  since: '2026-11-21T18:30:00.000Z',
  detail: null,
  lastResult: RESULT,
};

/** Its address is that of the chat's webhook, which is a secret. */
const CHAT: WebhookView = {
  ...WEBHOOK,
  id: '5d0c1f7ab2934e68',
  label: 'Trading room',
  url: 'https://discord.com/api/webhooks/1234567890/••••k3Xw',
  preset: 'discord',
  template: { title: '{{symbol}} at {{price}}', text: '{{rule}}\n{{link}}', body: null },
  lastResult: null,
};

const ME: MeView = {
  email: 'ada@example.com',
  emailVerified: true,
  admin: false,
  timeZone: 'Europe/Berlin',
  quietHours: { from: '22:00', to: '07:00' },
  digest: null,
  mail: { state: 'on', since: null, detail: null, delayed: null },
  webhooks: [WEBHOOK],
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
  'POST /api/me/webhooks': {
    path: {},
    body: {
      url: 'https://discord.com/api/webhooks/1234567890/AbCdEfGhIjKlMnOpQrStUvk3Xw',
      preset: 'discord',
      label: 'Trading room',
      template: { title: '{{symbol}} at {{price}}', text: '{{rule}}\n{{link}}' },
    },
    answers: { 201: CHAT },
  },
  'PATCH /api/me/webhooks/{id}': {
    path: { id: CHAT.id },
    body: { template: null },
    answers: { 200: { ...CHAT, version: 2, template: null } },
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
