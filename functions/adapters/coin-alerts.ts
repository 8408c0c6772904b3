import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import { type ArmFrom, type JudgedAlert, judgedAlertSchema } from '../../domain/alert.ts';
import { beginAnew, mustBeginAnew } from '../../domain/begin-anew.ts';
import { indexKeys } from '../../domain/next-moves.ts';
import { alertKey } from './alert-item.ts';
import { readBookItems } from './read-book-items.ts';
import { stateUpdate } from './state-update.ts';

const MAX_WRITES_AT_ONCE = 8;
/** Somebody who writes an alert at the same moment is waited out so often. */
const MAX_ROUNDS = 5;

/** All alerts of one coin, for the rare case that concerns them all. */
export function createCoinAlerts(client: DynamoDBDocumentClient, tableName: string) {
  async function readJudged(coin: { symbol: string; shards: number }): Promise<JudgedAlert[]> {
    const items = await readBookItems(client, tableName, coin);
    // one that can't be judged has no place in the book, and nothing to forget
    return items.flatMap((item) => judgedAlertSchema.safeParse(item).data ?? []);
  }

  /** False when somebody else wrote the alert meanwhile. */
  async function startAgain(alert: JudgedAlert, armFrom: ArmFrom): Promise<boolean> {
    const state = beginAnew(alert, armFrom);
    try {
      const update = stateUpdate({ state, keys: indexKeys({ rule: alert.rule, state }), rev: alert.rev });
      await client.send(new UpdateCommand({ TableName: tableName, Key: alertKey(alert.id), ...update }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  return {
    /**
     * The coin's trade ids began anew: every alert that was judged by the old ones starts again as `armFrom`
     * allows. Can be repeated. @throws when the table does, or an alert was never left alone
     */
    async beginAnew(coin: { symbol: string; shards: number }, armFrom: ArmFrom): Promise<number> {
      let started = 0;
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const judged = (await readJudged(coin)).filter(({ state }) => mustBeginAnew(state, armFrom));
        const done = await pMap(judged, (alert) => startAgain(alert, armFrom), { concurrency: MAX_WRITES_AT_ONCE });
        started += done.filter(Boolean).length;
        if (done.every(Boolean)) return started;
      }
      throw new Error(`alerts of ${coin.symbol} were written by others ${MAX_ROUNDS} times`);
    },
  };
}

export type CoinAlerts = ReturnType<typeof createCoinAlerts>;
