import type { RouteKey } from '../../../../contract/routes.ts';
import type { ExamplesOf } from '../example.ts';
import { ALERT_EXAMPLES } from './alerts.ts';
import { COIN_EXAMPLES } from './coins.ts';
import { GROUP_EXAMPLES } from './groups.ts';
import { SERVICE_EXAMPLES } from './service.ts';
import { TRIGGER_EXAMPLES } from './triggers.ts';
import { YOUR_EXAMPLES } from './you.ts';

/** An example of every operation. A route without one is a type error. */
export const EXAMPLES: ExamplesOf<RouteKey> = {
  ...ALERT_EXAMPLES,
  ...GROUP_EXAMPLES,
  ...TRIGGER_EXAMPLES,
  ...COIN_EXAMPLES,
  ...YOUR_EXAMPLES,
  ...SERVICE_EXAMPLES,
};
