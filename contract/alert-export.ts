import * as z from 'zod';
import { type AlertState, pausedUntil } from '../domain/alerts/alert.ts';
import type { Channel } from '../domain/channels/channel.ts';
import type { AddressWebhook } from '../domain/channels/webhook.ts';
import { instantSchema } from '../domain/market/instant.ts';
import type { Rule } from '../domain/rules/rule.ts';
import { alertViewSchema } from './alert-view.ts';
import { itemsOf } from './bulk-request.ts';
import { channelViewSchema, viewChannels } from './channels.ts';
import { problemViewSchema } from './problem-view.ts';
import { ruleViewSchema, viewRule } from './rule-view.ts';

export const EXPORT_VERSION = 1;
export const EXPORT_FORMATS = ['json', 'csv'] as const;

/** `active`: armed; it arms again where it is imported. */
const EXPORTED_STATUSES = ['active', 'paused', 'triggered', 'expired'] as const;
export type ExportedStatus = (typeof EXPORTED_STATUSES)[number];
const statusField = z.enum(EXPORTED_STATUSES, `must be one of: ${EXPORTED_STATUSES.join(', ')}`);

/** All that an import needs to make the alert again. */
export const exportedAlertSchema = z
  .strictObject({
    id: z.string(),
    symbol: z.string(),
    ...ruleViewSchema.shape,
    channels: z.array(channelViewSchema),
    name: z.string().nullable(),
    note: z.string().nullable(),
    externalId: z.string().nullable(),
    status: statusField,
    pausedUntil: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ExportedAlert' });
export type ExportedAlert = z.infer<typeof exportedAlertSchema>;

/** Answer of `GET /api/alerts/export`. */
export const alertExportSchema = z
  .strictObject({
    version: z.literal(EXPORT_VERSION),
    exportedAt: z.iso.datetime(),
    alerts: z.array(exportedAlertSchema).meta({ description: 'newest first' }),
    faulty: z.array(z.string()).meta({ description: "ids of alerts that are left out, as their rule can't be read" }),
  })
  .meta({ id: 'AlertExport' });
export type AlertExport = z.infer<typeof alertExportSchema>;

/** What an export is made of. Times in ms. */
interface Exported {
  readonly id: string;
  readonly symbol: string;
  readonly rule: Rule;
  readonly state: AlertState;
  readonly channels: readonly Channel[];
  readonly name: string | null;
  readonly note: string | null;
  readonly externalId: string | null;
}

/** `webhooks`: the owner's, among them those that the alert names. */
export function exportAlert(alert: Exported, webhooks: readonly AddressWebhook[]): ExportedAlert {
  const { id, symbol, rule, state, name, note, externalId } = alert;
  const until = pausedUntil(state);
  return {
    ...{ id, symbol, ...viewRule(rule), channels: viewChannels(alert.channels, webhooks) },
    ...{ name, note, externalId, status: statusField.catch('active').parse(state.status) },
    pausedUntil: until === null ? null : new Date(until).toISOString(),
  };
}

/** What an item of an import has beside the fields of a new alert. */
export const importedFieldsSchema = z.looseObject({
  id: z.string().nullish(),
  externalId: z.unknown().optional(),
  status: statusField.nullish(),
  pausedUntil: instantSchema.nullish(),
});

/** Body of `POST /api/alerts/import`: an export as it stands, or a part of its alerts. */
export const importRequestSchema = z
  .strictObject({
    version: z.literal(EXPORT_VERSION, `must be ${EXPORT_VERSION}`).optional(),
    exportedAt: z.string().optional(),
    faulty: z.array(z.string()).optional(),
    alerts: itemsOf({ $ref: '#/components/schemas/ExportedAlert' }),
    dryRun: z.boolean().optional().meta({ description: 'true: says what would happen, and changes nothing' }),
  })
  .meta({ id: 'ImportRequest' });

const importResultSchema = z
  .strictObject({
    index: z.number().int().nonnegative().meta({ description: 'of the alert in the request, from 0' }),
    result: z.enum(['made', 'exists', 'refused']),
    alert: alertViewSchema.nullable().meta({ description: 'made, or there already; null when it was refused' }),
    problem: problemViewSchema.nullable().meta({ description: 'why it was refused; null when it was not' }),
  })
  .meta({ id: 'ImportResult' });

/** Answer of `POST /api/alerts/import`. */
export const importViewSchema = z
  .strictObject({
    dryRun: z.boolean(),
    made: z.number().int().nonnegative(),
    exists: z.number().int().nonnegative(),
    refused: z.number().int().nonnegative(),
    results: z.array(importResultSchema).meta({ description: 'in the order of the alerts' }),
  })
  .meta({ id: 'ImportResults' });
export type ImportView = z.infer<typeof importViewSchema>;
