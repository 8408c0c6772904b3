import type * as z from 'zod';
import type { AnsweringFunction, OpenRoute, RouteKey, RouteOf, SignedInRoute } from '../../contract/routes.ts';
import type { RateName } from '../../domain/people/rates.ts';
import type { ApiDeps } from './api-deps.ts';
import type { RefusalStatus } from './document/refusals.ts';
import type { Answer } from './http/answer.ts';
import { type Caller, identifyCaller, requireAdmin } from './http/identify-caller.ts';
import { parseInput } from './http/parse-input.ts';
import { type ApiRequest, readJsonBody } from './http/read-request.ts';
import { type CountDeps, countWrite } from './limits/count-write.ts';

/** JSON of a schema, an HTML page, a file that a page loads, or no body. */
export type AnswerContent = z.ZodType | 'page' | 'asset' | 'none';

/** What openapi.json says about an endpoint, beside what its schemas say. */
interface Description<Route extends RouteKey> {
  /** method and path, a key of contract/routes.ts: the stack makes the route from it */
  readonly route: Route;
  /** the name of the operation, which generated clients use */
  readonly id: string;
  readonly summary: string;
  /** By status. Every other answer is a problem document, and so may those from 400 on be. With `If-None-Match` among the headers, 304 is one too */
  readonly answers: Readonly<Record<number, AnswerContent>>;
  /** only admins may call it */
  readonly admins?: true;
  /** refusals that do not follow from what it takes, as 409 (document/refuses-with.ts) */
  readonly alsoRefuses?: readonly RefusalStatus[];
  /** its ETag is the version of what it answers with */
  readonly versioned?: true;
  /** people follow a link, so that they see what is refused as a page */
  readonly refusals?: 'page';
  /** what its requests use up: each answer to one that is counted has the fields of this rate */
  readonly rate?: RateName;
  /** a media type beside JSON; then the answer is a file with a name */
  readonly download?: 'text/csv';
  /** an HTML form as the body: the endpoint reads it itself */
  readonly form?: z.ZodType;
}

export type Optional<Schema extends z.ZodType> = Schema | undefined;
type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** What is checked before `handle` is called, in this order. Without a schema that part is not read at all. */
interface Inputs<Headers, Query, Body> {
  readonly headers?: Headers;
  readonly query?: Query;
  /** JSON */
  readonly body?: Body;
  /** of the body; MAX_BODY_BYTES unless given */
  readonly maxBodyBytes?: number;
}

/** A request whose parts have been checked. */
interface Call<Headers, Query, Body> {
  readonly request: ApiRequest;
  readonly headers: Parsed<Headers>;
  readonly query: Parsed<Query>;
  readonly body: Parsed<Body>;
}

/** One endpoint as openapi.json sees it. */
export interface EndpointDescription<Route extends RouteKey = RouteKey>
  extends Description<Route>,
    Inputs<z.ZodObject, z.ZodObject, z.ZodType> {}

/** One endpoint as dispatch sees it. */
export interface Endpoint<Route extends RouteKey = RouteKey, Deps = ApiDeps> extends EndpointDescription<Route> {
  /** @throws Problem for every answer that is no success */
  answer(request: ApiRequest, deps: Deps): Promise<Answer>;
}

/** One for each route that the function answers. */
export type EndpointsOf<Function extends AnsweringFunction, Deps> = {
  readonly [Route in RouteOf<Function>]: Endpoint<Route, Deps>;
};

export interface OpenSpec<Route extends RouteKey, Headers, Query, Body, Deps = ApiDeps>
  extends Description<Route>,
    Inputs<Headers, Query, Body> {
  handle(call: Call<Headers, Query, Body>, deps: Deps): Promise<Answer>;
}

export interface SignedInSpec<Route extends RouteKey, Headers, Query, Body, Deps = ApiDeps>
  extends Description<Route>,
    Inputs<Headers, Query, Body> {
  /** as how many changes a request counts that is no GET; one unless given */
  readonly writesOf?: (request: ApiRequest, deps: Deps, caller: Caller) => number | Promise<number>;
  handle(call: Call<Headers, Query, Body> & { readonly caller: Caller }, deps: Deps): Promise<Answer>;
}

/** An endpoint that anyone may call and that needs what members' endpoints need: of a link in a mail. */
export function openEndpoint<
  Route extends Extract<OpenRoute, RouteOf<'api'>>,
  Headers extends Optional<z.ZodObject> = undefined,
  Query extends Optional<z.ZodObject> = undefined,
  Body extends Optional<z.ZodType> = undefined,
>({ handle, ...spec }: OpenSpec<Route, Headers, Query, Body>): Endpoint<Route> {
  return { ...spec, answer: async (request, deps) => handle(readCall(spec, request), deps) };
}

/** An endpoint for callers with an ID token. Their verified e-mail is stored with what they write: mails are sent without a token. */
export function signedInEndpoint<
  Route extends SignedInRoute,
  Headers extends Optional<z.ZodObject> = undefined,
  Query extends Optional<z.ZodObject> = undefined,
  Body extends Optional<z.ZodType> = undefined,
  Deps extends CountDeps = ApiDeps,
>({ handle, writesOf, ...spec }: SignedInSpec<Route, Headers, Query, Body, Deps>): Endpoint<Route, Deps> {
  const isWrite = !isRead(spec.route);
  const answer = async (request: ApiRequest, deps: Deps) => {
    const caller = identifyCaller(request);
    const work = async () => {
      if (spec.admins) requireAdmin(caller);
      return handle({ ...readCall(spec, request), caller }, deps);
    };
    if (!isWrite) return work();
    const units = await writesOf?.(request, deps, caller);
    return countWrite({ person: caller.person, rate: 'writes', units }, deps, work);
  };
  return { ...spec, ...(isWrite && { rate: 'writes' }), answer };
}

function isRead(route: RouteKey): boolean {
  return route.startsWith('GET ');
}

/** @throws Problem for a part that is not what its schema says */
export function readCall<
  Headers extends Optional<z.ZodObject>,
  Query extends Optional<z.ZodObject>,
  Body extends Optional<z.ZodType>,
>(
  { headers, query, body, maxBodyBytes }: Inputs<Headers, Query, Body>,
  request: ApiRequest,
): Call<Headers, Query, Body> {
  return {
    request,
    headers: parse(headers, () => namedHeaders(headers, request)),
    query: parse(query, () => request.query),
    body: parse(body, () => readJsonBody(request, maxBodyBytes)),
  };
}

function parse<Schema extends Optional<z.ZodType>>(schema: Schema | undefined, read: () => unknown): Parsed<Schema> {
  return (schema && parseInput(schema, read())) as Parsed<Schema>;
}

/** By the names of the schema; the gateway sends header names in lower case. */
function namedHeaders(schema: z.ZodObject | undefined, { headers }: ApiRequest): Record<string, string | undefined> {
  const names = Object.keys(schema?.shape ?? {});
  return Object.fromEntries(names.map((name) => [name, headers[name.toLowerCase()]]));
}
