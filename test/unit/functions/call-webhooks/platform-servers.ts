import type { ReceivedRequest } from '../../../support/https-receiver.ts';

export interface PlatformAnswer {
  readonly status: number;
  readonly body: object | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How a platform answers a request, as its documentation or source says. */
export type PlatformServer = (request: ReceivedRequest) => PlatformAnswer;

const at = ({ method, path }: ReceivedRequest) => `${method} ${path}`;
const refuse = (status: number, body: object | string): PlatformAnswer => ({ status, body });

/** https://docs.ntfy.sh/publish/#publish-as-json; the codes are those of server/errors.go. */
const ntfy: PlatformServer = (request) => {
  const error = (code: number, text: string) =>
    refuse(Math.floor(code / 100), { code, http: Math.floor(code / 100), error: text });
  if (at(request) !== 'POST /') return error(40401, 'page not found');
  if (request.bytes.length > 8_192) return error(41303, 'JSON body too large');
  const { topic, message, title, tags = [], priority = 3, click = '', ...rest } = JSON.parse(request.body);
  if (!/^[-_A-Za-z0-9]{1,64}$/.test(topic)) return error(40009, 'invalid request: topic invalid');
  if (Object.keys(rest).length > 0 || typeof message !== 'string' || typeof title !== 'string' || click.includes(' '))
    return error(40017, 'invalid request: request body must be message JSON');
  if (![1, 2, 3, 4, 5].includes(priority) || !Array.isArray(tags)) return error(40007, 'invalid priority parameter');
  if (Buffer.byteLength(message) > 4_096) return error(41301, 'attachment too large, or bandwidth limit reached');
  const known = ['Bearer tk_good', `Basic ${Buffer.from('ada:s3cret').toString('base64')}`];
  const { authorization } = request.headers;
  if (authorization !== undefined && !known.includes(authorization)) return error(40101, 'unauthorized');
  if (topic === 'private' && authorization === undefined) return error(40301, 'forbidden');
  return { status: 200, body: { id: 'hwQ2YpKdmg', time: 1635528757, event: 'message', topic, message } };
};

const USER = 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG';
const APP = 'azGDORePK8gMaC0QOYAMyEEuzJnyUi';

/** https://pushover.net/api#messages, #priority and #response. */
const pushover: PlatformServer = (request) => {
  const error = (fields: object, ...errors: string[]) => refuse(400, { ...fields, errors, status: 0, request: 'e4a8' });
  const { token, user, message = '', title = '', priority = 0, retry, expire, device } = JSON.parse(request.body);
  if (token !== APP) return error({ token: 'invalid' }, 'application token is invalid');
  if (user !== USER)
    return error({ user: 'invalid' }, 'user identifier is not a valid user, group, or subscribed user key');
  if (device !== undefined && device !== 'iphone')
    return error({ device: 'invalid for user' }, 'device name is not valid for user');
  if (message === '') return error({ message: 'cannot be blank' }, 'message cannot be blank');
  if ([...message].length > 1_024 || [...title].length > 250) return error({ message: 'is too long' }, 'too long');
  const isRepeated = retry >= 30 && retry <= expire && expire <= 10_800;
  if (priority === 2 && !isRepeated) return error({ retry: 'must be supplied with priority=2' }, 'retry is required');
  return { status: 200, body: { status: 1, request: '647d2300', ...(priority === 2 && { receipt: 'r1' }) } };
};

/** https://gotify.net/api-docs, POST /message; the errors are those of its source. */
const gotify: PlatformServer = (request) => {
  const error = (errorCode: number, errorDescription: string) =>
    refuse(errorCode, { error: 'Unauthorized', errorCode, errorDescription });
  if (at(request) !== 'POST /gotify/message') return refuse(404, 'page not found');
  if (request.headers['x-gotify-key'] !== 'AbCdEf.123')
    return error(401, 'you need to provide a valid access token or user credentials to access this api');
  const { message, title, priority } = JSON.parse(request.body);
  if (typeof message !== 'string' || message === '' || !Number.isInteger(priority))
    return error(400, "Field 'message' is required");
  return { status: 200, body: { id: 25, appid: 5, message, title, priority } };
};

/** https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid. A transaction is one event. */
export function startMatrix(): PlatformServer & { readonly shown: Map<string, string> } {
  const shown = new Map<string, string>();
  const server: PlatformServer = (request) => {
    const error = (status: number, errcode: string, text: string) => refuse(status, { errcode, error: text });
    const [, room, transaction] =
      /^\/_matrix\/client\/v3\/rooms\/([^/]+)\/send\/m\.room\.message\/([^/?]+)$/.exec(request.path ?? '') ?? [];
    if (request.method !== 'PUT' || room === undefined || transaction === undefined)
      return error(404, 'M_UNRECOGNIZED', 'Unrecognized request');
    if (request.headers.authorization !== 'Bearer syt_good')
      return error(401, 'M_UNKNOWN_TOKEN', 'Invalid access token passed.');
    if (decodeURIComponent(room) !== '!lobby/1:example.com')
      return error(403, 'M_FORBIDDEN', 'User @bell:example.com not in room');
    if (request.bytes.length > 64_000) return error(413, 'M_TOO_LARGE', 'event too large');
    if (!shown.has(transaction)) shown.set(transaction, JSON.parse(request.body).body);
    return { status: 200, body: { event_id: `$${transaction}` } };
  };
  return Object.assign(server, { shown });
}

/** The trigger "When a Teams webhook request is received": https://learn.microsoft.com/connectors/teams/#microsoft-teams-webhook. */
const teams: PlatformServer = (request) => {
  const error = (status: number, code: string, message: string) => refuse(status, { error: { code, message } });
  const { pathname, searchParams } = new URL(`https://x${request.path}`);
  if (pathname.startsWith('/workflows/gone/'))
    return error(404, 'WorkflowNotFound', "The workflow 'gone' could not be found.");
  if (pathname.startsWith('/workflows/off/'))
    return error(
      400,
      'WorkflowTriggerIsNotEnabled',
      "Could not execute workflow 'off' trigger: its state is 'Disabled'.",
    );
  if (searchParams.get('sig') !== 'S1gn4tur3')
    return error(401, 'AuthorizationFailed', 'The authentication credentials are not valid.');
  const { type, attachments } = JSON.parse(request.body);
  const [{ contentType, content }] = attachments;
  if (type !== 'message' || contentType !== 'application/vnd.microsoft.card.adaptive' || request.bytes.length > 28_000)
    return error(400, 'TriggerInputSchemaMismatch', 'The input body did not match its schema.');
  return content.type === 'AdaptiveCard' ? { status: 202, body: '' } : error(400, 'BadRequest', 'no card');
};

/** https://developer.pagerduty.com/docs/send-alert-event */
const pagerDuty: PlatformServer = (request) => {
  const invalid = (error: string) =>
    refuse(400, { status: 'invalid event', message: 'Event object is invalid', errors: [error] });
  if (at(request) !== 'POST /v2/enqueue') return refuse(404, 'not found');
  const { routing_key, event_action, dedup_key = '', payload = {}, links = [], ...rest } = JSON.parse(request.body);
  if (routing_key !== 'e93facc04764012d7bfb002500d5d1a6') return invalid('Invalid routing key');
  if (Object.keys(rest).length > 0 || !['trigger', 'acknowledge', 'resolve'].includes(event_action))
    return invalid("'event_action' is invalid");
  if (dedup_key.length > 255 || !payload.summary || payload.summary.length > 1_024 || !payload.source)
    return invalid("'payload.summary' is missing or blank");
  if (
    !['critical', 'error', 'warning', 'info'].includes(payload.severity) ||
    Number.isNaN(Date.parse(payload.timestamp))
  )
    return invalid("'payload.severity' is invalid");
  if (!links.every(({ href }: { href: string }) => URL.canParse(href))) return invalid("'links' is invalid");
  return { status: 202, body: { status: 'success', message: 'Event processed', dedup_key } };
};

/** https://docs.opsgenie.com/docs/alert-api#create-alert */
const opsgenie: PlatformServer = (request) => {
  const error = (status: number, message: string) => refuse(status, { message, took: 0.001, requestId: 'r1' });
  if (at(request) !== 'POST /v2/alerts') return error(404, 'No handler found');
  if (request.headers.authorization !== 'GenieKey eb243592') return error(401, 'Key format is not valid!');
  const { message, alias, description, priority, tags } = JSON.parse(request.body);
  const isFit = message && message.length <= 130 && alias.length <= 512 && description.length <= 15_000;
  if (!isFit || !/^P[1-5]$/.test(priority) || !Array.isArray(tags))
    return error(422, 'Request body is not processable.');
  return { status: 202, body: { result: 'Request will be processed', took: 0.1, requestId: 'r2' } };
};

export const SERVERS = { ntfy, pushover, gotify, teams, pagerDuty, opsgenie } as const;
export const KNOWN = { user: USER, app: APP } as const;
