import * as z from 'zod';
import { createAlertSchema, newConditionSchema, patchAlertSchema } from '../../contract/alert-request.ts';
import { alertViewSchema } from '../../contract/alert-view.ts';
import { channelViewSchema } from '../../contract/channel-view.ts';
import { coinSummarySchema, coinViewSchema } from '../../contract/coin-view.ts';
import { healthViewSchema } from '../../contract/health-view.ts';
import { changeMeSchema } from '../../contract/person-request.ts';
import { meViewSchema, webhookResultViewSchema } from '../../contract/person-view.ts';
import { conditionViewSchema, ruleViewSchema } from '../../contract/rule-view.ts';
import { fireViewSchema, tradeViewSchema, triggerViewSchema } from '../../contract/trigger-view.ts';
import { candleViewSchema } from '../../domain/market/candle.ts';
import { listingSchema } from '../../domain/market/coin.ts';
import { previewViewSchema } from '../../domain/preview/preview.ts';
import { levelSchema } from '../../domain/rules/condition.ts';
import { linkFormSchema } from './links/alert-link.ts';

const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

function listOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
}

/** The contracts that the routes speak, by the name that the document gives them. */
const SCHEMAS = {
  CreateAlert: createAlertSchema,
  PatchAlert: patchAlertSchema,
  NewCondition: newConditionSchema,
  Level: levelSchema,
  Alert: alertViewSchema,
  AlertList: listOf(alertViewSchema),
  Rule: ruleViewSchema,
  Channel: channelViewSchema,
  Condition: conditionViewSchema,
  Trade: tradeViewSchema,
  Fire: fireViewSchema,
  Trigger: triggerViewSchema,
  TriggerList: listOf(triggerViewSchema),
  Coin: coinViewSchema,
  CoinList: listOf(coinViewSchema),
  Metrics: coinSummarySchema,
  Preview: previewViewSchema,
  Candle: candleViewSchema,
  CandleList: listOf(candleViewSchema),
  Listing: listingSchema,
  SymbolList: listOf(listingSchema),
  Me: meViewSchema,
  ChangeMe: changeMeSchema,
  WebhookResult: webhookResultViewSchema,
  LinkForm: linkFormSchema,
  Health: healthViewSchema,
  Problem: problemSchema,
} as const;

export type SchemaName = keyof typeof SCHEMAS;

/** As JSON Schema 2020-12, which OpenAPI 3.1 takes as it is; one schema refers to another by its name. */
export function componentSchemas(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(SCHEMAS)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => dropNoise(jsonSchema),
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _dialect, $id: _id, ...schema }]) => [name, schema]),
  );
}

/** What a client may send for a value that `schema` reads. */
export function inputSchemaOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _dialect, ...described } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => dropNoise(jsonSchema),
  });
  return described;
}

/** What `format` and `type` say already is left out of the document. */
function dropNoise(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.format === 'date-time') delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}
