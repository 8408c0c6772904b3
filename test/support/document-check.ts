import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { OTHER_REQUESTS } from '../../contract/routes.ts';
import document from '../../openapi.json' with { type: 'json' };

/** One answer of the API, as its function gives it. */
export interface SeenAnswer {
  readonly routeKey: string;
  readonly method: string;
  readonly status: number;
  /** names in lower case */
  readonly headers: Readonly<Record<string, unknown>>;
  /** parsed JSON; other text as it is; undefined when there is none */
  readonly body: unknown;
}

interface MediaType {
  readonly schema: object;
}
interface DocumentedAnswer {
  readonly content?: Readonly<Record<string, MediaType>>;
}
type Operation = { readonly responses: Readonly<Record<string, DocumentedAnswer | { readonly $ref: string }>> };

const DOCUMENT_ID = 'openapi.json';
const PROBLEM: DocumentedAnswer = document.components.responses.Problem;
const operations = new Map<string, Operation>(
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  ),
);
const ajv = addFormats
  .default(new Ajv.default({ strict: false, allErrors: true }))
  .addSchema({ ...document, $id: DOCUMENT_ID });

/** What of the answer openapi.json does not say; empty when it says all. */
export function undocumented(answer: SeenAnswer): string[] {
  const { routeKey, status } = answer;
  const key = routeKey.replace(/^HEAD /, 'GET ');
  const operation = operations.get(key);
  if (!operation) return otherRequest(answer);
  const documented = operation.responses[status] ?? (status >= 400 ? operation.responses.default : undefined);
  if (!documented) return [`${status} is not in the document`];
  return contentErrors('$ref' in documented ? PROBLEM : documented, answer);
}

/** What the document's first paragraph says of requests that no operation takes. */
function otherRequest(answer: SeenAnswer): string[] {
  const { routeKey, method, status, headers } = answer;
  if (method === 'OPTIONS' && status === 204 && routeKey === OTHER_REQUESTS) {
    return headers.allow ? contentErrors({}, answer) : ['OPTIONS without Allow'];
  }
  if (status !== 404 && status !== 405) return [`${status} of a request that no operation takes`];
  return contentErrors(PROBLEM, answer);
}

function contentErrors({ content = {} }: DocumentedAnswer, { method, headers, body }: SeenAnswer): string[] {
  const type =
    String(headers['content-type'] ?? '')
      .split(';')[0]
      ?.trim() ?? '';
  if (Object.keys(content).length === 0)
    return type || body ? [`a body of type ${JSON.stringify(type)} where there is none`] : [];
  const media = content[type];
  if (!media) return [`type ${JSON.stringify(type)}, documented are ${Object.keys(content)}`];
  if (method === 'HEAD') return body === undefined ? [] : ['HEAD with a body'];
  return schemaErrors(media.schema, body);
}

function schemaErrors(schema: object, body: unknown): string[] {
  const validate = ajv.compile(absolute(schema));
  return validate(body)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
}

const compiled = new WeakMap<object, object>();

/** The schema with references into the document. The same object each time, so that it is compiled once. */
function absolute(schema: object): object {
  const known = compiled.get(schema) ?? JSON.parse(JSON.stringify(schema).replaceAll('"#/', `"${DOCUMENT_ID}#/`));
  compiled.set(schema, known);
  return known;
}
