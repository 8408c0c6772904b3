import * as z from 'zod';
import type { OwnedAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import { externalIdSchema } from '../../../contract/alert-request.ts';
import { symbolField } from '../../../contract/symbol-field.ts';
import { STATUSES } from '../../../domain/alerts/alert.ts';
import { metricSchema } from '../../../domain/rules/condition-schema.ts';
import { conditionsOf } from '../../../domain/rules/rule.ts';

const MAX_TEXT_LENGTH = 100;

/** The filters of a list of alerts. An alert is shown when it meets all that are given. */
export const alertFilterFields = {
  symbol: symbolField.optional(),
  status: z.enum(STATUSES, `must be one of: ${STATUSES.join(', ')}`).optional(),
  metric: z
    .enum(metricSchema.options, `must be one of: ${metricSchema.options.join(', ')}`)
    .optional()
    .meta({ param: { description: 'of any of its conditions' } }),
  text: z
    .string()
    .min(1, 'must not be empty')
    .max(MAX_TEXT_LENGTH, `must be at most ${MAX_TEXT_LENGTH} characters long`)
    .optional()
    .meta({ param: { description: 'what its name or its note contains, whatever the case' } }),
  group: z
    .string()
    .max(MAX_TEXT_LENGTH)
    .optional()
    .meta({ param: { description: 'id of a group: its members' } }),
  externalId: externalIdSchema.optional(),
};
export type AlertFilter = z.output<z.ZodObject<typeof alertFilterFields>>;

/** The part of the filter that no query of a table can check. */
export function keepsAlert({ metric, text, group, externalId }: AlertFilter): (alert: OwnedAlert) => boolean {
  const sought = text === undefined ? null : folded(text);
  return ({ rule, name, note, ...alert }) => {
    if (group !== undefined && alert.group?.id !== group) return false;
    if (externalId !== undefined && alert.externalId !== externalId) return false;
    if (metric !== undefined && !(rule && conditionsOf(rule).some((it) => it.metric === metric))) return false;
    return sought === null || [name, note].some((it) => it !== null && folded(it).includes(sought));
  };
}

/** The same for texts that differ in case alone, or in how an accent is encoded. */
function folded(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
