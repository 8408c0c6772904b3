import { expect, test } from 'vitest';
import { createAlertSchema } from '../../../../contract/alert-request.ts';
import { createGroupSchema } from '../../../../contract/group-request.ts';
import { EMPTY_DRAFT } from '../../../../web/alert-form/draft/alert-draft.ts';
import { OPTIONS } from '../../../../web/alert-form/options/options.tsx';
import { TEXT_OPTIONS } from '../../../../web/alert-form/options/text-options.tsx';

/** What is written in the sentence itself. */
const IN_SENTENCE = ['symbol', 'coins', 'fires', 'condition', 'all', 'repeat', 'channels'];
/** The API names it to say that it belongs into `repeat`. */
const MISPLACED = 'cooldownSeconds';

test('every field of a new alert and of a new group can be filled in, and no other', () => {
  const fields = new Set(Object.keys({ ...createAlertSchema.shape, ...createGroupSchema.shape }));
  fields.delete(MISPLACED);
  const paths = [...OPTIONS.flatMap((option) => option.paths), ...TEXT_OPTIONS.map(({ path }) => path)];
  const controls = new Set([...IN_SENTENCE, ...paths.map((path) => path.split('.')[0] ?? '')]);
  expect([...controls].sort()).toEqual([...fields].sort());
});

test('every option of repeat has a row of its own', () => {
  const repeat = createAlertSchema.shape.repeat.unwrap().unwrap();
  const fields = 'in' in repeat ? Object.keys((repeat.in as { shape: object }).shape) : [];
  const paths = OPTIONS.flatMap((option) => option.paths);
  // how often is said by the sentence
  expect(fields.filter((field) => field !== 'mode' && !paths.includes(`repeat.${field}`))).toEqual([]);
  expect(fields.length).toBeGreaterThan(3);
});

test('options are off in a new alert, but for what an alert that repeats needs', () => {
  expect(OPTIONS.filter(({ isOn }) => isOn(EMPTY_DRAFT))).toEqual([]);
  const repeats = { ...EMPTY_DRAFT, repeats: true };
  expect(OPTIONS.filter(({ isOn }) => isOn(repeats)).map(({ paths }) => paths[0])).toEqual(['repeat.cooldownSeconds']);
});
