import { computed } from '@preact/signals';
import { me } from './me.ts';

/** What a person has who never chose one. */
const NOT_CHOSEN = 'UTC';
/** An IANA name. */
export const BROWSER_ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The zone in which times are shown: the one that the person chose, or else the browser's. */
export const zone = computed(() => {
  const chosen = me.value?.timeZone ?? NOT_CHOSEN;
  return chosen === NOT_CHOSEN ? BROWSER_ZONE : chosen;
});
