import type { ThrottleSettings } from 'aws-cdk-lib/aws-apigatewayv2';
import { GATEWAY_ROUTES, type ThrottleGroup } from '../../contract/routes.ts';
import type { Config } from '../config.ts';

/** API Gateway's own limit for a burst: a deploy with a higher one fails. */
const MAX_BURST = 5_000;

/** For all callers together; twice the rate in a burst. */
export function throttleOf(requestsPerSecond: number): ThrottleSettings {
  return { rateLimit: requestsPerSecond, burstLimit: Math.min(2 * requestsPerSecond, MAX_BURST) };
}

/**
 * Settings for every route of the gateway, as the stage's `RouteSettings` wants them. AWS does not say whether routes without settings
 * of their own share the bucket of the stage's default, so no route is without.
 */
export function routeThrottles(config: Config): Readonly<Record<string, object>> {
  const rates: Record<ThrottleGroup, number> = {
    links: config.linkRequestsPerSecond,
    previews: config.previewsPerSecond,
    'webhook-tests': config.webhookTestsPerSecond,
  };
  const routes = Object.entries(GATEWAY_ROUTES).map(([route, { throttle }]) => {
    const { rateLimit, burstLimit } = throttleOf(throttle ? rates[throttle] : config.apiRequestsPerSecond);
    return [route, { ThrottlingRateLimit: rateLimit, ThrottlingBurstLimit: burstLimit }] as const;
  });
  return Object.fromEntries(routes);
}
