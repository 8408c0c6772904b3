import * as z from 'zod';

interface HeaderAbout {
  readonly description: string;
  readonly examples: [string, ...string[]];
}

/** A header of answers, by its name among the components. It is on every answer that names it. */
function header(id: string, { description, examples }: HeaderAbout) {
  return z.string().meta({ examples, header: { id, description } });
}

export const CACHE_CONTROL = z.object({
  'Cache-Control': header('CacheControl', {
    description: 'Who may keep the answer, and for how long',
    examples: ['private, no-cache', 'public, max-age=1'],
  }),
});

export const ETAG = z.object({
  ETag: header('ETag', {
    description:
      'Names this content: send it as If-None-Match to get 304 while it stands, or as If-Match where a change takes it',
    examples: ['"1"', '"rQ3cY0l6n0cJ5d0k5M3v4A"'],
  }),
});

export const LOCATION = z.object({
  Location: header('Location', {
    description: 'Where the new alert is, or the page to go back to',
    examples: ['/api/alerts/BTCUSDT-0-01KAN3W2W0Q6Z8J7T4R2M5X9CB', '?done=pause'],
  }),
});

export const CONTENT_DISPOSITION = z.object({
  'Content-Disposition': header('ContentDisposition', {
    description: 'The name of the file',
    examples: ['attachment; filename="pricebell-alerts-2026-11-22.json"'],
  }),
});

/** On every answer to a request that uses up a rate: it has a valid token with a verified e-mail, or a link that changes something. */
export const RATE = z.object({
  'RateLimit-Policy': header('RateLimitPolicy', {
    description: 'What you may use up in a window of `w` seconds (draft-ietf-httpapi-ratelimit-headers-10)',
    examples: ['"writes";q=120;w=60', '"preview-ms";q=10000;qu="milliseconds";w=60'],
  }).optional(),
  RateLimit: header('RateLimit', {
    description: 'What is left of it, and in how many seconds all of it is there again',
    examples: ['"writes";r=119;t=31'],
  }).optional(),
});

/** The gateway's own answers have none of these: they are optional on every refusal. */
export const OF_PROBLEM = z.object({
  'Cache-Control': CACHE_CONTROL.shape['Cache-Control'].optional(),
});

export const RETRY_AFTER = z.object({
  'Retry-After': header('RetryAfter', {
    description: 'Seconds until it may pass. What the gateway answers by itself has none',
    examples: ['31'],
  }).optional(),
});

export const WWW_AUTHENTICATE = z.object({
  'WWW-Authenticate': header('WWWAuthenticate', {
    description: 'What the gateway has against the token (RFC 6750)',
    examples: ['Bearer scope="" error="invalid_token" error_description="the token has expired"'],
  }).optional(),
});

export const ALLOW = z.object({
  Allow: header('Allow', { description: 'The methods of the path', examples: ['DELETE, GET, HEAD, OPTIONS, PATCH'] }),
});
