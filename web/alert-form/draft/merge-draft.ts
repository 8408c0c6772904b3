import type { AlertDraft } from './alert-draft.ts';

/**
 * What a person has changed, put on what the alert has become in the meantime. Of a field that both changed, the person's counts: it
 * is shown, and saved only when they press again.
 */
export function mergeDraft({ before, now }: { before: AlertDraft; now: AlertDraft }, mine: AlertDraft): AlertDraft {
  const changes = Object.entries(mine).filter(([name, value]) => {
    return JSON.stringify(before[name as keyof AlertDraft]) !== JSON.stringify(value);
  });
  return { ...now, ...Object.fromEntries(changes) };
}
