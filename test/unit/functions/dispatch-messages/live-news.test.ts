import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { expect, test } from 'vitest';
import { readAlertNews } from '../../../../adapters/streams/alert-news.ts';
import { SERVICE_PERSON } from '../../../../domain/people/service-person.ts';
import { createLiveNews } from '../../../../functions/dispatch-messages/live-news.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const ADA = 'https://issuer#ada';
const FRAME = { type: 'alert', id: 'A', symbol: 'BTCUSDT', version: 2, status: 'active' } as const;

function setUp({ listenedUntil = 2_000, fails = false }: { listenedUntil?: number | null; fails?: boolean } = {}) {
  const posted: string[] = [];
  const asked: string[] = [];
  const log = recordedLog();
  const news = createLiveNews({
    audience: { readListenedUntil: async () => listenedUntil },
    connections: {
      listSignedIn: async (person: string) => {
        asked.push(person);
        if (fails) throw new Error('no index');
        return person === ADA ? ['phone', 'desk'] : [];
      },
      remove: async () => undefined,
    },
    sockets: {
      post: async (id: string, frame: string) => {
        posted.push(`${id} ${JSON.parse(frame).type}`);
        return 'posted' as const;
      },
    },
    log,
    now: () => 1_000,
  });
  return { news, posted, asked, log };
}

test('every socket of the person gets it, and nobody else', async () => {
  const { news, posted } = setUp();
  news.add(ADA, FRAME);
  news.add('https://issuer#bob', FRAME);
  await news.post();
  expect(posted.sort()).toEqual(['desk alert', 'phone alert']);
});

test.each([null, 1_000])('nobody is looked up while nobody listens (%s)', async (listenedUntil) => {
  const { news, asked } = setUp({ listenedUntil });
  news.add(ADA, FRAME);
  await news.post();
  expect(asked).toEqual([]);
});

test('an error is logged and thrown to nobody, and the canary is no news', async () => {
  const { news, asked, log } = setUp({ fails: true });
  news.add(SERVICE_PERSON, FRAME);
  await news.post();
  expect(asked).toEqual([]);
  news.add(ADA, FRAME);
  await news.post();
  expect(log.messages()).toEqual(['news of alerts not posted to sockets']);
});

const image = (version: number, status: string) => ({
  id: 'A',
  symbol: 'BTCUSDT',
  owner: ADA,
  version,
  state: { status },
});

function record(before: object | null, after: object | null): DynamoDBRecord {
  // the SDK's attribute values and Lambda's are the same JSON
  const as = (value: object) => marshall(value) as never;
  return { dynamodb: { ...(before && { OldImage: as(before) }), ...(after && { NewImage: as(after) }) } };
}

test.each([
  ['a new alert', null, image(1, 'arming'), [1, 'arming']],
  ['a change of its person', image(1, 'active'), image(2, 'active'), [2, 'active']],
  ['a change of its status', image(1, 'arming'), image(1, 'active'), [1, 'active']],
  ['a removal', image(1, 'active'), null, [null, 'deleted']],
])('%s is news', (_, before, after, [version, status]) => {
  expect(readAlertNews(record(before, after))).toMatchObject({ owner: ADA, frame: { id: 'A', version, status } });
});

test.each([
  ['a move', image(1, 'active'), image(1, 'active')],
  ['what can not be read', image(1, 'active'), { id: 'A' }],
  ['nothing', null, null],
])('%s is none', (_, before, after) => {
  expect(readAlertNews(record(before, after))).toBeNull();
});
