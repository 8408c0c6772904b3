import * as z from 'zod';
import { undocumented } from '../support/document-check.ts';
import { type Item, routeOf } from './collection.ts';

/** As newman's reporter `json` writes it, as far as we read it. */
export const reportSchema = z.object({
  run: z.object({
    executions: z.array(
      z.object({
        item: z.object({ id: z.string() }),
        requestError: z.object({ message: z.string().optional() }).optional(),
        response: z
          .object({
            code: z.number(),
            header: z.array(z.object({ key: z.string(), value: z.string() })),
            stream: z.object({ data: z.array(z.number()) }).optional(),
          })
          .optional(),
      }),
    ),
  }),
});
type Execution = z.infer<typeof reportSchema>['run']['executions'][number];

/** An item of the collection that was sent. */
export interface SentItem {
  readonly route: string;
  /** 0 without an answer */
  readonly status: number;
  /** what openapi.json does not say of the answer; empty when it says all */
  readonly problems: readonly string[];
}

/** What became of each item, in their order. */
export function readReport(report: z.infer<typeof reportSchema>, items: readonly Item[]): SentItem[] {
  const executions = new Map(report.run.executions.map((execution) => [execution.item.id, execution]));
  return items.map((item) => {
    const route = routeOf(item);
    const execution = executions.get(item.id);
    if (!execution?.response) {
      return { route, status: 0, problems: [execution?.requestError?.message ?? 'was not sent'] };
    }
    return readAnswer(route, item.request.method, execution.response);
  });
}

function readAnswer(route: string, method: string, response: NonNullable<Execution['response']>): SentItem {
  const { code: status, header, stream } = response;
  const headers = Object.fromEntries(header.map(({ key, value }) => [key.toLowerCase(), value]));
  const text = Buffer.from(stream?.data ?? []).toString('utf8');
  const isJson = /json/.test(headers['content-type'] ?? '');
  const body = text === '' ? undefined : isJson ? JSON.parse(text) : text;
  return { route, status, problems: undocumented({ routeKey: route, method, status, headers, body }) };
}

/** A line for each item that fails the run; `refused` says which examples are refused with which status, and has no line to spare. */
export function failures(sent: readonly SentItem[], refused: Readonly<Record<string, number>>): string[] {
  const wrong = sent.flatMap(({ route, status, problems }) => {
    const isExpected = refused[route] === undefined ? status >= 200 && status < 400 : status === refused[route];
    const reasons = isExpected ? problems : [...problems, `expected ${refused[route] ?? 'success'}`];
    return reasons.map((reason) => `${route} ${status}: ${reason}`);
  });
  const routes = new Set(sent.map(({ route }) => route));
  const unsent = Object.keys(refused).filter((route) => !routes.has(route));
  return [...wrong, ...unsent.map((route) => `${route} is not in the collection`)];
}
