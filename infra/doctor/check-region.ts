import { FEED_NAMES } from '../../domain/market/feed.ts';
import type { Config } from '../config.ts';
import { type Finding, ok } from './finding.ts';

/** config.ts refuses the regions that the exchange refuses. Whether it answers, only the task can see, from its own address. */
export function checkRegion({ exchange, region }: Config, environment: NodeJS.ProcessEnv): Finding {
  const usual = environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  const other = usual === undefined || usual === region ? '' : ` Your environment says ${usual}; that is not used.`;
  return ok('region', `The stack watches ${FEED_NAMES[exchange]} from ${region} (another: -c region=…).${other}`);
}
