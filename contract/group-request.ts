import * as z from 'zod';
import { FOLLOWED, GROUP_FIRES, MAX_GROUP_COINS } from '../domain/groups/group.ts';
import {
  changeFields,
  checkEither,
  END_WITHOUT_PAUSE,
  hasPauseWithEnd,
  newAlertFields,
  newConditionSchema,
} from './alert-request.ts';
import { symbolField } from './symbol-field.ts';

const coinsField = z
  .union(
    [
      z.literal(FOLLOWED),
      z
        .array(symbolField)
        .min(1, 'must name at least one coin')
        .max(MAX_GROUP_COINS, `must name at most ${MAX_GROUP_COINS} coins`)
        .refine((coins) => new Set(coins).size === coins.length, 'names a coin twice'),
    ],
    { error: `must be a list of symbols, or "${FOLLOWED}"` },
  )
  .meta({
    description: `the coins, each of which gets an alert; "${FOLLOWED}": those that are followed, and each that is followed later`,
  });

const FIRES = 'each: every alert fires for itself; once: the first fire of any is sent, and ends the others';
const firesField = z
  .enum(GROUP_FIRES, { error: `must be one of: ${GROUP_FIRES.join(', ')}` })
  .meta({ description: FIRES });

const symbol = z.never({ error: 'does not go here: the coins of a group are listed in coins' }).optional();

/** Body of `POST /api/groups`: what a new alert asks for, with `coins` in place of `symbol`. */
export const createGroupSchema = z
  .strictObject({ coins: coinsField, fires: firesField.nullish(), ...newAlertFields, symbol })
  .superRefine(checkEither)
  .meta({ id: 'CreateGroup' });
export type CreateGroup = z.infer<typeof createGroupSchema>;

/** Body of `PATCH /api/groups/{id}`. What is left out stays as it is. Without any change it tries again what was refused. */
export const patchGroupSchema = z
  .strictObject({
    coins: coinsField.optional(),
    condition: newConditionSchema.nullish(),
    ...changeFields,
    fires: z.never({ error: 'can not be changed: make another group' }).optional(),
    symbol,
  })
  .refine(hasPauseWithEnd, END_WITHOUT_PAUSE)
  .meta({ id: 'PatchGroup' });
export type PatchGroup = z.infer<typeof patchGroupSchema>;
