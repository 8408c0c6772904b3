import { DynamoDBDocumentClient, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { createCoinTable } from '../../../../../adapters/dynamodb/market/coin-table.ts';
import { keepLogLines } from '../../../../support/log-lines.ts';
import { holdNothing, memoryTables } from '../../../../support/memory-tables.ts';
import { NOW, startApiOver } from '../call-api.ts';

const documents = mockClient(DynamoDBDocumentClient);
const coins = createCoinTable(DynamoDBDocumentClient.prototype, 'coins');
const sound = { symbol: 'BTCUSDT', wanted: true, bookVersion: 1, bookShards: 1 };
const faulty = { ...sound, symbol: 'ETHUSDT', bookVersion: 'one' };

const lines = keepLogLines();
let call: ReturnType<typeof startApiOver>;
beforeEach(() => {
  documents.reset();
  documents.on(ScanCommand).resolves({ Items: [faulty, sound] });
  documents.on(GetCommand, { Key: { symbol: 'BTCUSDT' } }).resolves({ Item: sound });
  documents.on(GetCommand, { Key: { symbol: 'ETHUSDT' } }).resolves({ Item: faulty });
  call = startApiOver({ ...memoryTables(holdNothing()), coins }, () => NOW);
});

const errors = () => lines.filter(({ level }) => level === 'ERROR').map((line) => JSON.stringify(line));
/** The last error names the coin and the attribute. */
const expectLogged = () => expect(errors().at(-1)).toMatch(/ETHUSDT.*bookVersion/);

describe('a row of the coins table that can not be read', () => {
  it('leaves the other coins in the list and in the health', async () => {
    const path = { symbol: 'BTCUSDT' };
    expect(await call('GET /api/coins', { claims: null })).toMatchObject({ status: 200, body: { items: [path] } });
    expect(await call('GET /api/coins/{symbol}', { claims: null, path })).toMatchObject({ status: 200 });
    expect(await call('GET /api/health', { claims: null })).toMatchObject({ body: { coins: { requested: 1 } } });
    expectLogged();
    expect(errors()).toHaveLength(1);
  });

  it('is an error of our own: the answer names the coin and nothing inner', async () => {
    const answer = await call('GET /api/coins/{symbol}', { claims: null, path: { symbol: 'ETHUSDT' } });
    expect(answer).toMatchObject({ status: 500, body: { title: 'Faulty coin' } });
    expect(answer.body).toMatchObject({ detail: expect.stringMatching(/^What is stored of ETHUSDT can't be read/) });
    expect(JSON.stringify(answer)).not.toContain('bookVersion');
    expectLogged();
  });

  it('refuses a new alert on it', async () => {
    const body = { symbol: 'ETHUSDT', condition: { metric: 'price', op: 'above', level: '1' } };
    expect(await call('POST /api/alerts', { body })).toMatchObject({ status: 500, body: { title: 'Faulty coin' } });
    expectLogged();
  });
});
