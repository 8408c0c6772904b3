import * as z from 'zod';
import type { ZodOpenApiContentObject, ZodOpenApiResponseObject } from 'zod-openapi';
import { problemViewSchema } from '../../../contract/problem-view.ts';
import { ALLOW, OF_PROBLEM, RATE, RETRY_AFTER, WWW_AUTHENTICATE } from './headers.ts';

/** What API Gateway answers by itself, before or instead of the function. Nothing can change its form. */
export const gatewayAnswerSchema = z.object({ message: z.string() }).meta({ id: 'GatewayAnswer' });

/** Every refusal can be one of these, whatever an endpoint says of its own. */
export const REFUSAL_CONTENT = {
  'application/problem+json': { schema: problemViewSchema },
  'application/json': { schema: gatewayAnswerSchema },
} as const;

interface Shown {
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
  readonly alertId?: string;
}

/** A status from 400 on, with an example of each problem that it stands for. */
interface Refusal {
  /** its name among the components */
  readonly name: string;
  readonly description: string;
  readonly problems: readonly Shown[];
  /** the `message` where the gateway answers this status by itself */
  readonly gateway?: string;
  readonly headers?: z.ZodObject;
}

const LIMIT = 'would be one of more than 2,000 alerts of yours: delete one first';

export const REFUSALS = {
  400: {
    name: 'BadRequest',
    description: 'The body is not JSON.',
    problems: [{ title: 'Malformed JSON', detail: 'The body is empty; a JSON object is expected.' }],
  },
  401: {
    name: 'Unauthorized',
    description: 'There is no valid token: the gateway answers, and no function sees the request.',
    problems: [{ title: 'Sign in first', detail: 'A bearer token is needed.' }],
    gateway: 'Unauthorized',
    headers: WWW_AUTHENTICATE,
  },
  403: {
    name: 'Forbidden',
    description:
      'The token is valid and may not do this: it is no ID token with a verified e-mail, or not that of an admin.',
    problems: [
      {
        title: 'Wrong kind of token',
        detail: 'An ID token with a verified e-mail is needed (claims email and email_verified).',
      },
      { title: 'Not allowed', detail: 'Only an admin may do this.' },
    ],
  },
  404: {
    name: 'NotFound',
    description: "There is none of this name that is yours. Another person's is answered in the same way.",
    problems: [{ title: 'Not found', detail: 'You have no alert with this id.' }],
  },
  405: {
    name: 'MethodNotAllowed',
    description: 'The path does not have this method.',
    problems: [{ title: 'Method not allowed', detail: 'This path takes GET, HEAD, OPTIONS.' }],
    headers: ALLOW,
  },
  409: {
    name: 'Conflict',
    description: 'It does not fit what is there now.',
    problems: [
      {
        title: 'Alert deleted since',
        detail: 'The alert made with this Idempotency-Key was deleted; use a new key to make it again.',
      },
      {
        title: 'External id taken',
        detail: 'Your alert BTCUSDT-0-01KAN3ZJ4Y0000000000000000 has this externalId.',
        errors: [{ path: 'externalId', message: 'is that of another alert of yours' }],
        alertId: 'BTCUSDT-0-01KAN3ZJ4Y0000000000000000',
      },
      {
        title: 'Faulty alert',
        detail: "What is stored of this alert can't be read (rule: Invalid input); delete it and make it again.",
      },
      {
        title: 'Too many coins',
        detail:
          '1,000 coins are followed, which is the most; BTCUSDT can be followed once an admin lets another one go.',
      },
      {
        title: 'Member of a group',
        detail:
          'This alert is a member of the group 01J9ZX4YB6Q8C2N5T7V0W3E1RK: note can only be changed for all of its alerts. See /api/groups/01J9ZX4YB6Q8C2N5T7V0W3E1RK.',
      },
      { title: 'Group deleted since', detail: 'It was deleted by another request.' },
      { title: 'Group is being deleted', detail: 'Send DELETE again to complete it.' },
      {
        title: 'Nothing was changed',
        detail: 'The alert is triggered by now. Open the link again to see what can be done.',
      },
    ],
  },
  410: {
    name: 'Gone',
    description: 'The link has expired.',
    problems: [],
  },
  412: {
    name: 'PreconditionFailed',
    description: 'It has changed since you read it.',
    problems: [{ title: 'Changed meanwhile', detail: 'If-Match does not name the present version, "2".' }],
  },
  413: {
    name: 'BodyTooLarge',
    description: 'The body is too large. Above 10 MB the gateway answers by itself.',
    problems: [
      { title: 'Body too large', detail: 'The body may have at most 16384 bytes.' },
      { title: 'Form too large', detail: 'The form may have at most 4096 bytes.' },
    ],
    gateway: 'Request Entity Too Large',
  },
  422: {
    name: 'InvalidRequest',
    description:
      'Something in it can not be. `errors` names each wrong field. With Retry-After it is a limit that is counted again after so many seconds.',
    problems: [
      {
        title: 'Invalid request',
        detail: 'condition.level is required with crosses-above',
        errors: [{ path: 'condition.level', message: 'is required with crosses-above' }],
      },
      {
        title: 'Idempotency key used already',
        detail: 'This Idempotency-Key came with another body before; use a new key for a new alert.',
      },
      {
        title: 'Too much at once',
        detail: 'One transaction can not hold all of it: name fewer items, or fewer coins and webhooks.',
      },
      { title: 'Limit reached', detail: `This ${LIMIT}.`, errors: [{ path: '', message: LIMIT }] },
      {
        title: 'Preview takes too long',
        detail: 'days must be at most 12 for this alert: more takes longer than a preview may',
        errors: [{ path: 'days', message: 'must be at most 12 for this alert: more takes longer than a preview may' }],
      },
      {
        title: 'Too much to explain',
        detail: 'from must be later: the alert has fired, or was changed, 1000 times since then',
        errors: [
          { path: 'from', message: 'must be later: the alert has fired, or was changed, 1000 times since then' },
        ],
      },
      { title: 'Nothing was changed', detail: 'This link can do nothing of that kind.' },
    ],
    headers: RETRY_AFTER,
  },
  429: {
    name: 'TooManyRequests',
    description:
      'Too often. A problem says that it may pass after the seconds in Retry-After: when the minute ends whose share you have used up, when a webhook may be tested again, or when armed alerts can be counted again. The gateway answers by itself when a route gets more requests, of all people together, than it lets through.',
    problems: [
      {
        title: 'Too many changes',
        detail: 'At most 120 requests of yours a minute may change something. Try again in 31 s.',
      },
      {
        title: 'Too many previews',
        detail: 'Your previews may take 10 s of each minute, those that are under way included. Try again in 31 s.',
      },
      { title: 'Too many requests', detail: 'This webhook was tried a moment ago. Try again in 10 seconds.' },
      {
        title: 'Limit reached',
        detail:
          'This would be one of more than 500 armed alerts of yours on BTCUSDT: pause or delete one first, or try again in 5 s: it may pass then.',
      },
    ],
    gateway: 'Too Many Requests',
    headers: RETRY_AFTER,
  },
  500: {
    name: 'InternalError',
    description: 'The fault is on our side and was logged.',
    problems: [
      { title: 'Internal error', detail: 'The request failed; the fault is on our side and was logged.' },
      {
        title: 'Faulty coin',
        detail:
          "What is stored of BTCUSDT can't be read; the fault is on our side and was logged. Other coins are not affected.",
      },
    ],
    gateway: 'Internal Server Error',
  },
  503: {
    name: 'Unavailable',
    description:
      'Not just now: the database is busy, or something is not fetched yet. The gateway answers by itself when a function is not free or takes too long.',
    problems: [{ title: 'Not available just now', detail: 'The database is busy; try again.' }],
    gateway: 'Service Unavailable',
    headers: RETRY_AFTER,
  },
} as const satisfies Record<number, Refusal>;

export type RefusalStatus = keyof typeof REFUSALS;

const COMPONENTS = '#/components/responses/';
const LIMITED = 'Limited';
/** Before a request is counted: without the headers of rates. */
const NEVER_COUNTED: readonly number[] = [401, 405];

/** Where the components hold the answer. `limited`: its operation uses up a rate. */
export function refusalRef(
  status: RefusalStatus,
  limited: boolean,
): { readonly $ref: `${typeof COMPONENTS}${string}` } {
  const { name } = REFUSALS[status];
  return { $ref: `${COMPONENTS}${limited && !NEVER_COUNTED.includes(status) ? LIMITED : ''}${name}` };
}

/** The refusals that `refs` point at, by their names, and that of a method which a path does not have. Those of operations that use up a rate have its headers too. */
export function refusalComponents(refs: ReadonlySet<string>): Record<string, ZodOpenApiResponseObject> {
  const named = Object.entries<Refusal>(REFUSALS).flatMap(
    ([status, { name }]): [string, ZodOpenApiResponseObject][] => [
      [name, describeRefusal(Number(status), null)],
      ...(NEVER_COUNTED.includes(Number(status))
        ? []
        : [[`${LIMITED}${name}`, describeRefusal(Number(status), RATE)] satisfies [string, ZodOpenApiResponseObject]]),
    ],
  );
  return Object.fromEntries(named.filter(([name]) => name === REFUSALS[405].name || refs.has(`${COMPONENTS}${name}`)));
}

/** `more`: content beside the problem and the gateway's answer, such as a page. */
export function describeRefusal(
  status: number,
  rate: typeof RATE | null,
  more: ZodOpenApiContentObject = {},
): ZodOpenApiResponseObject {
  const { description, headers } = refusalOf(status);
  const all = OF_PROBLEM.extend({ ...headers?.shape, ...rate?.shape });
  return { description, headers: all, content: { ...contentOf(status), ...more } };
}

function refusalOf(status: number): Refusal {
  const found = Object.entries<Refusal>(REFUSALS).find(([one]) => Number(one) === status);
  if (!found) throw new Error(`status ${status} has no description in refusals.ts`);
  return found[1];
}

function contentOf(status: number): ZodOpenApiContentObject {
  const { problems, gateway } = refusalOf(status);
  const examples = problems.map((problem) => [
    problem.title.toLowerCase().replaceAll(' ', '-'),
    { value: { type: 'about:blank', title: problem.title, status, detail: problem.detail, ...namedBy(problem) } },
  ]);
  return {
    ...(problems.length > 0 && {
      'application/problem+json': { schema: problemViewSchema, examples: Object.fromEntries(examples) },
    }),
    ...(gateway !== undefined && {
      'application/json': { schema: gatewayAnswerSchema, example: { message: gateway } },
    }),
  };
}

function namedBy({ errors, alertId }: Shown) {
  return { ...(errors && { errors }), ...(alertId && { alertId }) };
}
