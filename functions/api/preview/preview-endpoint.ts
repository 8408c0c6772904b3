import type * as z from 'zod';
import type { RouteOf } from '../../../contract/routes.ts';
import { type Endpoint, type Optional, readCall, type SignedInSpec } from '../endpoint.ts';
import { identifyCaller } from '../http/identify-caller.ts';
import type { PreviewDeps } from './preview-deps.ts';
import { spendPreviewTime } from './spend-preview-time.ts';

/** An endpoint that computes and stores nothing, for callers with an ID token. */
export function previewEndpoint<
  Route extends RouteOf<'preview'>,
  Headers extends Optional<z.ZodObject> = undefined,
  Query extends Optional<z.ZodObject> = undefined,
  Body extends Optional<z.ZodType> = undefined,
>({ handle, ...spec }: SignedInSpec<Route, Headers, Query, Body, PreviewDeps>): Endpoint<Route, PreviewDeps> {
  return {
    ...spec,
    rate: 'previewMs',
    async answer(request, deps) {
      const caller = identifyCaller(request);
      return spendPreviewTime(caller.person, deps, async () => handle({ ...readCall(spec, request), caller }, deps));
    },
  };
}
