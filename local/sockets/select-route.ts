import { isObject } from '../json.ts';

/**
 * The route of a message, as `$request.body.action` selects it: that of its `action`, else `$default`. Null when there is none. The
 * routes of connections are no actions.
 */
export function selectRoute(routeKeys: { has(key: string): boolean }, message: string): string | null {
  const action = actionOf(message);
  if (action !== null && !action.startsWith('$') && routeKeys.has(action)) return action;
  return routeKeys.has('$default') ? '$default' : null;
}

function actionOf(message: string): string | null {
  try {
    const parsed: unknown = JSON.parse(message);
    return isObject(parsed) && parsed.action !== undefined ? String(parsed.action) : null;
  } catch {
    return null;
  }
}
