import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type AlertChange, alertChangeSchema } from '../../../domain/alerts/alert-change.ts';
import { type Page, readPage } from '../read-page.ts';
import type { TransactItem } from '../write-transaction.ts';

/** Before this in the key of a row of table `triggers`: an entry of an alert's history. */
export const HISTORY_OF = 'history#';

const VERSION_DIGITS = 10;
const DAY_S = 86_400;
/** How long an entry is kept after its change. */
export const HISTORY_KEPT_DAYS = 400;

/** An entry with the alert whose history it is of, and that one's owner. */
const entrySchema = alertChangeSchema.extend({ person: z.string() });
export type HistoryEntry = z.infer<typeof entrySchema>;

const positionSchema = z.object({ version: z.number().int().positive() });
/** Where a list goes on. */
export type HistoryPosition = z.infer<typeof positionSchema>;

export interface HistoryQuery {
  readonly alertId: string;
  readonly limit: number;
  readonly after: HistoryPosition | null;
}

/** What is recorded: a change of this alert of this person. */
export interface RecordedChange {
  readonly alert: { readonly id: string; readonly owner: string };
  readonly change: AlertChange;
}

/** The entries of alerts' histories, rows of table `triggers`: key `history#ALERT` and the version. */
export function createAlertHistory(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** A part of the transaction that makes the change. Versions grow with every change, so it is written once. */
    entry({ alert, change }: RecordedChange): TransactItem {
      const expireAt = Math.ceil(change.at / 1_000) + HISTORY_KEPT_DAYS * DAY_S;
      const Item = { ...keyOf(alert.id, change.version), ...change, person: alert.owner, expireAt };
      return { Put: { TableName: tableName, Item } };
    },

    /** The newest first; consistent. The caller checks whose alert it is, or was. */
    list({ alertId, limit, after }: HistoryQuery): Promise<Page<HistoryEntry, HistoryPosition>> {
      return readPage({
        limit,
        startKey: after && keyOf(alertId, after.version),
        parse: (item) => entrySchema.parse(item),
        position: ({ position }) => positionSchema.parse({ version: Number(position) }),
        query: (ExclusiveStartKey) =>
          client.send(
            new QueryCommand({
              TableName: tableName,
              KeyConditionExpression: 'alertId = :alertId',
              ExpressionAttributeValues: { ':alertId': `${HISTORY_OF}${alertId}` },
              ConsistentRead: true,
              ScanIndexForward: false,
              Limit: limit + 1,
              ExclusiveStartKey,
            }),
          ),
      });
    },
  };
}

export type AlertHistory = ReturnType<typeof createAlertHistory>;

function keyOf(alertId: string, version: number): { alertId: string; position: string } {
  return { alertId: `${HISTORY_OF}${alertId}`, position: String(version).padStart(VERSION_DIGITS, '0') };
}
