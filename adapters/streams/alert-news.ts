import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import type { AlertFrame } from '../../contract/live-frames.ts';
import { STATUSES } from '../../domain/alerts/alert.ts';
import { imageOf } from './stream-image.ts';

const shownSchema = z.object({
  id: z.string(),
  symbol: z.string(),
  owner: z.string(),
  version: z.number(),
  state: z.object({ status: z.enum(STATUSES) }),
});

export interface AlertNews {
  readonly owner: string;
  readonly frame: AlertFrame;
}

/** What an open page must know of a change of an alert; null when it shows nothing of it, or can't be read. */
export function readAlertNews(record: DynamoDBRecord): AlertNews | null {
  const before = shownSchema.safeParse(imageOf(record.dynamodb?.OldImage)).data;
  const after = shownSchema.safeParse(imageOf(record.dynamodb?.NewImage)).data;
  if (after) {
    const { id, symbol, owner, version, state } = after;
    const isSame = before?.version === version && before.state.status === state.status;
    return isSame ? null : { owner, frame: { type: 'alert', id, symbol, version, status: state.status } };
  }
  if (!before || record.dynamodb?.NewImage) return null;
  const { id, symbol, owner } = before;
  return { owner, frame: { type: 'alert', id, symbol, version: null, status: 'deleted' } };
}
