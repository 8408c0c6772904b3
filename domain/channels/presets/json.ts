import { postJson } from './post-json.ts';
import type { Options, Preset, PresetForm, WebhookEvent } from './preset.ts';
import { textOption } from './read-option.ts';
import { envelopeOf } from './standard.ts';

/** A server that wants its own shape, such as PagerDuty's: the JSON that the person has written, with the values of the event in it. */
export const jsonForm = {
  name: 'json',
  label: 'JSON of your own',
  address: { example: 'https://events.pagerduty.com/v2/enqueue', host: null, error: () => null, secret: null },
  chatId: null,
  options: {
    headerName: {
      kind: 'text',
      label: 'Header',
      meaning: 'the header that the secret header value goes into; Authorization when left out',
      isSecret: false,
      isRequired: false,
      // those that are not ours to choose, or that name the length and the end of the request
      pattern:
        /^(?!(host|connection|content-.*|transfer-encoding|expect|upgrade|te|trailer|keep-alive|proxy-.*|webhook-.*|user-agent|accept.*)$)[A-Za-z][A-Za-z0-9-]{0,59}$/i,
      demand: 'must be the name of a header for credentials',
      example: 'X-Api-Key',
    },
    headerValue: {
      kind: 'text',
      label: 'Header value',
      meaning: 'credentials that the server wants in a header',
      isSecret: true,
      isRequired: false,
      pattern: /^[\x21-\x7e]([\x20-\x7e]{0,398}[\x21-\x7e])?$/,
      demand: 'must be up to 400 characters of ASCII, without spaces at its ends',
      example: 'GenieKey eb243592-faa2-4ba2-a551q-1afdf565c889',
    },
    fieldName: {
      kind: 'text',
      label: 'Secret field',
      meaning: 'the field of the JSON that the secret field value goes into; key when left out',
      isSecret: false,
      isRequired: false,
      pattern: /^[A-Za-z_][\w.-]{0,59}$/,
      demand: 'must be the name of a field: letters, digits, _ - and .',
      example: 'routing_key',
    },
    fieldValue: {
      kind: 'text',
      label: 'Secret field value',
      meaning: 'a key that the server wants in a field of the JSON',
      isSecret: true,
      isRequired: false,
      pattern: /^[\x20-\x7e]{1,400}$/,
      demand: 'must be up to 400 characters of ASCII',
      example: 'e93facc04764012d7bfb002500d5d1a6',
    },
  },
  words: 'json',
} as const satisfies PresetForm;

export const json: Preset<'json'> = {
  form: jsonForm,
  request: (event, { url, options }) => postJson(url, bodyOf(event, options), headersOf(options)),
  judgeRefusal: () => null,
  paceOf: () => null,
};

function bodyOf(event: WebhookEvent, options: Options): object {
  const body = event.json ?? envelopeOf(event);
  const secret = textOption(options, 'fieldValue');
  // a list has no fields
  if (secret === null || Array.isArray(body)) return body;
  return { ...body, [textOption(options, 'fieldName') ?? 'key']: secret };
}

/** In lower case, as ours are: one header under two names would be sent twice. */
function headersOf(options: Options): Record<string, string> {
  const secret = textOption(options, 'headerValue');
  if (secret === null) return {};
  return { [(textOption(options, 'headerName') ?? 'authorization').toLowerCase()]: secret };
}
