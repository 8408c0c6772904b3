import { ROUTES, type RouteKey } from '../../contract/routes.ts';
import { answerOther } from './answer-other.ts';
import { type Answer, asAskedFor } from './http/answer.ts';
import { type Caller, identifyCaller } from './http/identify-caller.ts';
import { type ApiRequest, parseEvent } from './http/read-request.ts';

export type RouteHandler = (request: ApiRequest) => Promise<Answer>;
export type SignedInHandler = (request: ApiRequest, caller: Caller) => Promise<Answer>;
export type Routes = Readonly<Record<RouteKey, RouteHandler>>;

/** Answers HTTP API events by their route key; HEAD as GET. @throws Problem, or whatever the route throws */
export function routeRequest(routes: Routes): (event: unknown) => Promise<Answer> {
  return async (event) => {
    const request = parseEvent(event);
    const key = request.routeKey.replace(/^HEAD /, 'GET ');
    if (!isRouteKey(key)) return answerOther(request);
    return asAskedFor(request.method, await routes[key](request));
  };
}

export function signedIn(handle: SignedInHandler): RouteHandler {
  return async (request) => handle(request, identifyCaller(request));
}

/** A write by a signed-in person: their verified e-mail is stored first, since no token is there when a mail is sent. */
export function signedInWrite(remember: (caller: Caller) => Promise<void>, handle: SignedInHandler): RouteHandler {
  return signedIn(async (request, caller) => {
    await remember(caller);
    return handle(request, caller);
  });
}

function isRouteKey(key: string): key is RouteKey {
  return Object.hasOwn(ROUTES, key);
}
