import type { RouteKey } from '../../../contract/routes.ts';
import { pageSchema, parseAnswer } from '../../api/answers.ts';
import type { ApiClient, Call } from '../../api/api-client.ts';

/** A list that is read again and again: while its ETag stays, there is nothing to read. */
export class ChangedList {
  readonly #api: ApiClient;
  readonly #route: RouteKey;
  #etag: string | null = null;

  constructor(api: ApiClient, route: RouteKey) {
    this.#api = api;
    this.#route = route;
  }

  /** The first page; null when it is as it was. */
  async read(query: Call['query'] = {}) {
    const headers: Record<string, string> = this.#etag === null ? {} : { 'if-none-match': this.#etag };
    const answer = await this.#api.call(this.#route, { query, headers });
    if (answer.status === 304) return null;
    this.#etag = answer.headers.get('etag');
    return parseAnswer(pageSchema, answer.body);
  }
}
