import type { RoutePlan } from '../template/plan.ts';

export interface MatchedRoute {
  readonly route: RoutePlan;
  readonly pathParameters: Readonly<Record<string, string>>;
}

export type FindRoute = (method: string, path: string) => MatchedRoute | null;

interface Compiled {
  readonly route: RoutePlan;
  readonly method: string;
  readonly segments: readonly string[];
}

/**
 * Chooses as API Gateway does: a full match before a greedy one, and that before `$default`. Among full matches fixed text
 * comes before `{parameters}`, segment by segment; then the method itself before `ANY`.
 */
export function compileRoutes(routes: readonly RoutePlan[]): FindRoute {
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  const compiled = routes.filter((route) => route !== fallback).map(compileRoute);
  compiled.sort(byPrecedence);
  return (method, path) => {
    const segments = path.split('/').slice(1).map(decodeSegment);
    for (const candidate of compiled) {
      if (candidate.method !== 'ANY' && candidate.method !== method) continue;
      const pathParameters = matchSegments(candidate.segments, segments);
      if (pathParameters) return { route: candidate.route, pathParameters };
    }
    return fallback ? { route: fallback, pathParameters: {} } : null;
  };
}

function compileRoute(route: RoutePlan): Compiled {
  const [method = '', path = ''] = route.routeKey.split(' ');
  if (!path.startsWith('/')) throw new Error(`route key ${JSON.stringify(route.routeKey)} has no path`);
  return { route, method, segments: path.split('/').slice(1) };
}

function byPrecedence(a: Compiled, b: Compiled): number {
  for (let i = 0; i < Math.max(a.segments.length, b.segments.length); i += 1) {
    const difference = weight(a.segments[i]) - weight(b.segments[i]);
    if (difference !== 0) return difference;
  }
  return Number(a.method === 'ANY') - Number(b.method === 'ANY');
}

function weight(segment: string | undefined): number {
  if (segment === undefined) return 0;
  if (segment.endsWith('+}')) return 3;
  return segment.startsWith('{') ? 2 : 1;
}

function matchSegments(wanted: readonly string[], given: readonly string[]): Record<string, string> | null {
  const parameters: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = given[index];
    if (value === undefined) return null;
    if (segment.endsWith('+}')) {
      parameters[segment.slice(1, -2)] = given.slice(index).join('/');
      return parameters;
    }
    if (segment.startsWith('{')) {
      if (value === '') return null;
      parameters[segment.slice(1, -1)] = value;
    } else if (segment !== value) return null;
  }
  return wanted.length === given.length ? parameters : null;
}

/** A broken escape stays as it is. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
