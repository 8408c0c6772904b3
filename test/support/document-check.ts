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
interface Header {
  readonly schema: object;
  readonly required?: boolean;
}
type Ref = { readonly $ref: string };
interface DocumentedAnswer {
  readonly content?: Readonly<Record<string, MediaType>>;
  readonly headers?: Readonly<Record<string, Header | Ref>>;
}
interface Operation {
  readonly responses: Readonly<Record<string, DocumentedAnswer | Ref>>;
}

/** Of the connection, of every answer, or of every page: what the document's first paragraph and the names say. */
const COMMON = new Set([
  ...['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'],
  ...['content-type', 'strict-transport-security', 'x-content-type-options'],
  ...['content-encoding', 'vary'],
  ...['content-security-policy', 'referrer-policy', 'x-robots-tag'],
]);

const DOCUMENT_ID = 'openapi.json';
const ANSWERS: Readonly<Record<string, DocumentedAnswer>> = document.components.responses;
const HEADERS: Readonly<Record<string, Header>> = document.components.headers;
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
  const named = operation.responses[status] ?? (status > 503 ? operation.responses.default : undefined);
  return named ? answerErrors(resolve(named), answer) : [`${status} is not in the document`];
}

/** The statuses that the document names, by operation. */
export function documentedStatuses(): ReadonlyMap<string, readonly number[]> {
  const statusesOf = ({ responses }: Operation) => Object.keys(responses).map(Number).filter(Number.isInteger);
  return new Map([...operations].map(([route, operation]) => [route, statusesOf(operation)]));
}

function resolve(answer: DocumentedAnswer | Ref): DocumentedAnswer {
  return '$ref' in answer ? component(ANSWERS, answer) : answer;
}

function component<Item>(items: Readonly<Record<string, Item>>, { $ref }: Ref): Item {
  const found = items[$ref.split('/').at(-1) ?? ''];
  if (found === undefined) throw new Error(`${$ref} is not in the document`);
  return found;
}

function answerErrors(documented: DocumentedAnswer, answer: SeenAnswer): string[] {
  return [...headerErrors(documented, answer), ...contentErrors(documented, answer)];
}

/** Headers that are sent and not documented, and those that are always there by the document and are not. */
function headerErrors({ headers = {} }: DocumentedAnswer, { headers: sent }: SeenAnswer): string[] {
  const names = new Map(Object.entries(headers).map(([name, header]) => [name.toLowerCase(), header]));
  const unknown = Object.keys(sent).filter((name) => !names.has(name) && !COMMON.has(name));
  const missing = [...names].filter(([name, header]) => {
    const { required = false } = '$ref' in header ? component(HEADERS, header) : header;
    return required && sent[name] === undefined;
  });
  return [
    ...unknown.map((name) => `header ${name} is not in the document`),
    ...missing.map(([name]) => `header ${name} is missing`),
  ];
}

/** What the document's first paragraph says of requests that no operation takes. */
function otherRequest(answer: SeenAnswer): string[] {
  const { routeKey, method, status, headers } = answer;
  if (method === 'OPTIONS' && status === 204 && routeKey === OTHER_REQUESTS) {
    return headers.allow ? contentErrors({}, answer) : ['OPTIONS without Allow'];
  }
  const name = { 404: 'NotFound', 405: 'MethodNotAllowed' }[status];
  const documented = name === undefined ? undefined : ANSWERS[name];
  return documented ? answerErrors(documented, answer) : [`${status} of a request that no operation takes`];
}

function contentErrors({ content = {} }: DocumentedAnswer, { method, headers, body }: SeenAnswer): string[] {
  const type =
    String(headers['content-type'] ?? '')
      .split(';')[0]
      ?.trim() ?? '';
  if (Object.keys(content).length === 0)
    return body ? [`a body of type ${JSON.stringify(type)} where there is none`] : [];
  const media = content[type];
  if (!media) return [`type ${JSON.stringify(type)}, documented are ${Object.keys(content)}`];
  if (method === 'HEAD') return body === undefined ? [] : ['HEAD with a body'];
  return schemaErrors(media.schema, body);
}

/** By a schema of the document. */
export function schemaErrors(schema: object, body: unknown): string[] {
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
