import { STATUS_CODES } from 'node:http';
import * as z from 'zod';
import type {
  ZodOpenApiContentObject,
  ZodOpenApiOperationObject,
  ZodOpenApiRequestBodyObject,
  ZodOpenApiResponseObject,
  ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { type PathParameter, ROUTES } from '../../../contract/routes.ts';
import type { AnswerContent, EndpointDescription } from '../endpoint.ts';
import type { Example } from './example.ts';
import { EXAMPLES } from './examples/examples.ts';
import { CACHE_CONTROL, CONTENT_DISPOSITION, ETAG, LOCATION, RATE } from './headers.ts';
import { PARAMETER_DESCRIPTIONS } from './parameters.ts';
import { describeRefusal, gatewayAnswerSchema, REFUSAL_CONTENT, refusalRef } from './refusals.ts';
import { refusesWith } from './refuses-with.ts';
import { tagOf } from './tags.ts';

/** From this status on a fault is ours: it is never answered as a page. */
const OWN_FAULTS_FROM = 500;

export function describeOperation(endpoint: EndpointDescription): ZodOpenApiOperationObject {
  const { route, id, summary, headers, query } = endpoint;
  const { path }: Example = EXAMPLES[route];
  const inPath = Object.entries(path).map(([name, example]) => [
    name,
    z.string().meta({ param: { description: PARAMETER_DESCRIPTIONS[name as PathParameter], example } }),
  ]);
  return {
    operationId: id,
    summary,
    tags: [tagOf(route)],
    ...(ROUTES[route].open && { security: [] }),
    requestParams: {
      ...(inPath.length > 0 && { path: z.object(Object.fromEntries(inPath)) }),
      ...(query && { query }),
      ...(headers && { header: headers }),
    },
    ...describeBody(endpoint),
    responses: describeAnswers(endpoint),
  };
}

function describeBody({ route, body, form }: EndpointDescription): { requestBody?: ZodOpenApiRequestBodyObject } {
  const { body: example }: Example = EXAMPLES[route];
  const content: ZodOpenApiContentObject = {
    ...(body && { 'application/json': { schema: body, example } }),
    ...(form && {
      'application/x-www-form-urlencoded': { schema: form, example },
      'multipart/form-data': { schema: form },
    }),
  };
  return body || form ? { requestBody: { required: true, content } } : {};
}

/** What the endpoint names itself, then what follows from what it takes, then `default` for the rest. */
function describeAnswers(endpoint: EndpointDescription): ZodOpenApiResponsesObject {
  const { route, answers, headers, refusals, rate } = endpoint;
  const { answers: examples }: Example = EXAMPLES[route];
  const own = { ...answers, ...(isConditional(headers) && { 304: 'none' as const }) };
  const named = Object.entries(own).map(([status, content]) => [
    status,
    Number(status) < 400
      ? describeSuccess(Number(status), content, endpoint)
      : describeRefusal(Number(status), rate ? RATE : null, ownRefusal(content, examples[Number(status)])),
  ]);
  const following = refusesWith(endpoint)
    .filter((status) => !(status in own))
    .map((status) => [
      status,
      refusals === 'page' && status < OWN_FAULTS_FROM
        ? describeRefusal(status, rate ? RATE : null, pageContent())
        : refusalRef(status, rate !== undefined),
    ]);
  const page = {
    description: 'No success, and why, as a page.',
    content: { ...pageContent(), ...REFUSAL_CONTENT },
    ...(rate && { headers: RATE }),
  };
  const problem = { $ref: `#/components/responses/${rate ? 'LimitedProblem' : 'Problem'}` as const };
  return { ...Object.fromEntries([...named, ...following]), default: refusals === 'page' ? page : problem };
}

function describeSuccess(
  status: number,
  content: AnswerContent,
  { route, headers, versioned, rate, download }: EndpointDescription,
): ZodOpenApiResponseObject {
  const { answers }: Example = EXAMPLES[route];
  const isTagged = (versioned || isConditional(headers)) && content !== 'page' && status !== 204;
  return {
    description: STATUS_CODES[status] ?? '',
    headers: CACHE_CONTROL.extend({
      ...(isTagged && ETAG.shape),
      ...([201, 303].includes(status) && LOCATION.shape),
      ...(rate && RATE.shape),
      ...(download && CONTENT_DISPOSITION.shape),
    }),
    ...(content === 'page' && { content: pageContent() }),
    ...(content === 'asset' && { content: assetContent() }),
    ...(isJson(content) && {
      content: {
        'application/json': { schema: content, example: answers[status] },
        ...(download && { [download]: { schema: { type: 'string' as const } } }),
      },
    }),
  };
}

/** Where the endpoint itself names a status from 400 on: a page, or its JSON beside that of the gateway. */
function ownRefusal(content: AnswerContent, example: unknown): ZodOpenApiContentObject {
  if (!isJson(content)) return pageContent();
  return { 'application/json': { schema: z.union([content, gatewayAnswerSchema]), example } };
}

function isConditional(headers: z.ZodObject | undefined): boolean {
  return headers !== undefined && 'If-None-Match' in headers.shape;
}

function isJson(content: AnswerContent): content is z.ZodType {
  return typeof content !== 'string';
}

function assetContent(): ZodOpenApiContentObject {
  const text = { schema: { type: 'string' } } as const;
  return { 'text/javascript': text, 'text/css': text, 'text/plain': text };
}

function pageContent(): ZodOpenApiContentObject {
  return { 'text/html': { schema: { type: 'string' } } };
}
