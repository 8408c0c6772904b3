import { expect, it } from 'vitest';
import { endpointError } from '../../../../domain/channels/push-services.ts';

it.each([
  'https://fcm.googleapis.com/fcm/send/fv3jabydF5c:APA91bEc8gXeukGXEvq',
  'https://fcm.googleapis.com/wp/abc',
  'https://updates.push.services.mozilla.com/wpush/v2/gAAAAABn',
  'https://wns2-by3p.notify.windows.com/w/?token=BQYAAAC%2b',
  'https://web.push.apple.com/QGPFjk',
])('%s is the endpoint of a browser', (endpoint) => {
  expect(endpointError(endpoint)).toBeNull();
});

const HOST = "must be of a browser's push service: Google, Mozilla, Microsoft or Apple";
const FORM = "must be the endpoint of a browser's subscription, as it is";

it.each([
  ['https://example.com/push', HOST],
  ['https://fcm.googleapis.com.example.com/fcm/send/a', HOST],
  ['https://evilnotify.windows.com/w', HOST],
  ['https://notify.windows.com/w', HOST],
  ['https://a.b.notify.windows.com/w', HOST],
  ['https://fcm.googleapis.com:8443/fcm/send/a', HOST],
  ['https://127.0.0.1/fcm.googleapis.com', HOST],
  ['http://fcm.googleapis.com/fcm/send/a', FORM],
  ['https://ada:secret@fcm.googleapis.com/fcm/send/a', FORM],
  ['https://fcm.googleapis.com/fcm/send/a#b', FORM],
  ['https://FCM.googleapis.com/fcm/send/a', FORM],
  ['https:\\\\fcm.googleapis.com/a', FORM],
  ['fcm.googleapis.com', FORM],
  [`https://fcm.googleapis.com/${'x'.repeat(1_024)}`, 'must be at most 1024 characters long'],
])('%s is none: %s', (endpoint, error) => {
  expect(endpointError(endpoint)).toBe(error);
});
