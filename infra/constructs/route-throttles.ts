import type { ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { GATEWAY_ROUTES, type Route, type ThrottleGroup } from '../../contract/routes.ts';
import type { Config } from '../config.ts';

/** API Gateway's own limit for a burst: a deploy with a higher one fails. */
const MAX_BURST = 5_000;
/** Monitors send a HEAD now and then, and it costs as much as its GET. */
const HEAD_SHARE = 0.1;

/** For all callers together; twice the rate in a burst. */
export function throttleOf(requestsPerSecond: number): ThrottleSettings {
  return { rateLimit: requestsPerSecond, burstLimit: Math.min(2 * requestsPerSecond, MAX_BURST) };
}

/**
 * Requests a second that the gateway lets through on a route of contract/routes.ts. What all routes let through is their sum: a
 * stranger can ask for all that is open at once.
 */
export function requestsPerSecond(key: string, { open, throttle }: Route, config: Config): number {
  const rates: Record<ThrottleGroup, number> = {
    candles: config.candlesPerSecond,
    documents: config.documentsPerSecond,
    links: config.linkRequestsPerSecond,
    previews: config.previewsPerSecond,
    'webhook-tests': config.webhookTestsPerSecond,
  };
  const ofOthers = open ? config.openRequestsPerSecond : config.apiRequestsPerSecond;
  const rate = throttle ? rates[throttle] : ofOthers;
  return key.startsWith('HEAD ') ? Math.ceil(rate * HEAD_SHARE) : rate;
}

/**
 * Settings for every route of the gateway, as the stage's `RouteSettings` wants them. AWS does not say whether routes without settings
 * of their own share the bucket of the stage's default, so no route is without. An update of the stage adds settings and removes none:
 * those of a route that is removed or renamed stay, and the deploy fails until they are deleted (docs/deploy.md, *Updating*).
 */
export function routeThrottles(config: Config): Readonly<Record<string, object>> {
  const routes = Object.entries(GATEWAY_ROUTES).map(([key, route]) => {
    const { rateLimit, burstLimit } = throttleOf(requestsPerSecond(key, route, config));
    return [key, { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit }] as const;
  });
  return Object.fromEntries(routes);
}
