import type * as z from 'zod';
import type { RouteOf } from '../../../contract/routes.ts';
import { type Endpoint, type OpenSpec, type Optional, readCall } from '../endpoint.ts';
import type { MarketDeps } from './market-deps.ts';

/** A read that anyone may make. */
export function marketEndpoint<
  Route extends RouteOf<'market'>,
  Headers extends Optional<z.ZodObject> = undefined,
  Query extends Optional<z.ZodObject> = undefined,
  Body extends Optional<z.ZodType> = undefined,
>({ handle, ...spec }: OpenSpec<Route, Headers, Query, Body, MarketDeps>): Endpoint<Route, MarketDeps> {
  return { ...spec, answer: async (request, deps) => handle(readCall(spec, request), deps) };
}
