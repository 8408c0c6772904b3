import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import {
  type AlertState,
  type ArmFrom,
  type JudgedAlert,
  judgedAlertSchema,
  type PausedBecause,
} from '../../../domain/alerts/alert.ts';
import { pauseBecause } from '../../../domain/alerts/another-coin.ts';
import { mustResetAfterIdRestart, resetAfterIdRestart } from '../../../domain/alerts/reset-after-id-restart.ts';
import { alertKey } from './alert-item.ts';
import { readIndexItems } from './read-index-items.ts';
import { stateUpdate } from './state-update.ts';

const MAX_WRITES_AT_ONCE = 8;
/** Retries after a lost write race. */
const MAX_ROUNDS = 5;

interface CoinShards {
  readonly symbol: string;
  readonly shards: number;
}

/** All alerts of one coin, for the rare case that concerns them all. */
export function createCoinAlerts(client: DynamoDBDocumentClient, tableName: string) {
  async function readJudged(coin: CoinShards): Promise<JudgedAlert[]> {
    const items = await readIndexItems(client, tableName, coin);
    // an alert that can't be judged is in no index, and keeps its state
    return items.flatMap((item) => judgedAlertSchema.safeParse(item).data ?? []);
  }

  /** False when the alert has changed since it was read. */
  async function write(alert: JudgedAlert, state: AlertState): Promise<boolean> {
    try {
      const update = stateUpdate({ rule: alert.rule, state, rev: alert.rev });
      await client.send(new UpdateCommand({ TableName: tableName, Key: alertKey(alert.id), ...update }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** Moves every alert for which `next` returns a state, until none is left; returns how many. */
  async function moveAll(coin: CoinShards, next: (alert: JudgedAlert) => AlertState | null): Promise<number> {
    let moved = 0;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const moves = (await readJudged(coin)).flatMap((alert) => {
        const state = next(alert);
        return state ? [{ alert, state }] : [];
      });
      const done = await pMap(moves, ({ alert, state }) => write(alert, state), { concurrency: MAX_WRITES_AT_ONCE });
      moved += done.filter(Boolean).length;
      if (done.every(Boolean)) return moved;
    }
    throw new Error(`alerts of ${coin.symbol} were written by others ${MAX_ROUNDS} times`);
  }

  return {
    /**
     * The coin's trade ids have restarted: every alert that was judged by the old ones arms again, at the first event that
     * `armFrom` allows. Can be repeated. @throws when the table does, or when others keep writing an alert
     */
    resetAfterIdRestart(coin: CoinShards, armFrom: ArmFrom): Promise<number> {
      return moveAll(coin, (alert) =>
        mustResetAfterIdRestart(alert.state, armFrom) ? resetAfterIdRestart(alert, armFrom) : null,
      );
    },

    /** Pauses every alert that a trade could fire. Can be repeated. @throws as `resetAfterIdRestart` */
    pause(coin: CoinShards, because: PausedBecause): Promise<number> {
      return moveAll(coin, ({ state }) => pauseBecause(state, because));
    },
  };
}

export type CoinAlerts = ReturnType<typeof createCoinAlerts>;
