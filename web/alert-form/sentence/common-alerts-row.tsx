import './common-alerts.css';
import type { NumberText } from '../../format/number-text.ts';
import type { ConditionDraft } from '../draft/alert-draft.ts';
import { draftOf } from '../draft/draft-of-alert.ts';
import { readLink } from '../draft/link-text.ts';
import type { FormState } from '../form-state.ts';
import { COMMON_ALERTS } from './common-alerts.ts';

/** A press fills in what is measured and the level; coins, channels and options stay. */
export function CommonAlertsRow({ form, numbers }: { form: FormState; numbers: NumberText }) {
  const chosen = JSON.stringify(form.draft.value.conditions);
  return (
    <fieldset class="form-common" aria-label="Common alerts">
      {COMMON_ALERTS.map(({ label, link }) => {
        const conditions = conditionsOfLink(link, numbers);
        return (
          <button
            type="button"
            key={label}
            class="form-common-choice"
            aria-pressed={JSON.stringify(conditions) === chosen}
            onClick={() => form.change({ conditions })}
          >
            {label}
          </button>
        );
      })}
    </fieldset>
  );
}

function conditionsOfLink(link: string, numbers: NumberText): readonly ConditionDraft[] {
  const shared = readLink(link);
  return draftOf('problem' in shared ? {} : shared.fields, numbers).conditions;
}
