import type { ParametersIn, RouteKey } from '../../../contract/routes.ts';

/** A request that works and what it is answered with, as openapi.json shows them. They are not part of a function's bundle. */
export interface Example<Route extends RouteKey = RouteKey> {
  /** decoded */
  readonly path: Readonly<Record<ParametersIn<Route>, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** JSON, or the fields of a form */
  readonly body?: unknown;
  /** The JSON of each success, by status; pages and answers without a body have none */
  readonly answers: Readonly<Record<number, unknown>>;
}

/** The examples of some routes: a list that lacks one is a type error where all are put together. */
export type ExamplesOf<Route extends RouteKey> = { readonly [Key in Route]: Example<Key> };
