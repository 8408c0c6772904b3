import type { CreateAlert } from '../../../contract/alert-request.ts';
import { requestedRule } from '../../../contract/requested-rule.ts';
import { invalidFields } from '../../../domain/rules/invalid-fields.ts';
import { type Rule, withoutListOfOne } from '../../../domain/rules/rule.ts';
import { refuse } from '../http/parse-input.ts';
import { invalidChannels } from './resolve-channels.ts';

/** The rule of a new alert, as it is stored. @throws Problem 422 naming each field that makes no sense */
export function readNewRule(asked: CreateAlert): Rule {
  const requested = requestedRule(asked);
  refuse([...invalidFields(requested), ...invalidChannels(asked.channels)]);
  return withoutListOfOne(requested);
}
