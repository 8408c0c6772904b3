import type { Config } from '../config.ts';
import { type Finding, ok } from './finding.ts';

/** Settings have refused the regions that Binance does; whether it answers is seen by the task alone, from its own address. */
export function checkRegion({ region }: Config, environment: NodeJS.ProcessEnv): Finding {
  const usual = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  const other = usual === undefined || usual === region ? '' : ` Your environment says ${usual}; that is not used.`;
  return ok('region', `The stack goes to ${region} (another: -c region=…).${other}`);
}
