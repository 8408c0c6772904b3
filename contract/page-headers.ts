/** The build gives each file here a name with the hash of its content. */
export const HASHED_FOLDER = '/assets/';

const IMMUTABLE = 'public, max-age=31536000, immutable';
/** Kept, but asked for again at each use: its ETag makes that cheap. */
const REVALIDATED = 'no-cache';

/** The `Cache-Control` of a file of the page. `path` starts with a slash. */
export function cacheControlOf(path: string): string {
  return path.startsWith(HASHED_FOLDER) ? IMMUTABLE : REVALIDATED;
}

/** By the end of the name. The page has no other files: a new kind needs its type here. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  webmanifest: 'application/manifest+json',
  woff2: 'font/woff2',
};

/** The `Content-Type` of a file of the page. @throws Error that names the file when nobody has said what it is */
export function contentTypeOf(path: string): string {
  const type = CONTENT_TYPES[path.slice(path.lastIndexOf('.') + 1)];
  if (type === undefined) throw new Error(`contract/page-headers.ts: no content type for ${path}`);
  return type;
}

/**
 * The page loads everything from its own origin, which the socket is a part of; beside it, it speaks to the issuer alone, whose origins
 * (`https://host`) are given: with Cognito, the discovery document and the token endpoint have two.
 */
export function contentSecurityPolicy(issuerOrigins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    ["connect-src 'self'", ...issuerOrigins].join(' '),
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

/** HTTPS alone from the first visit on. Only where the page is served by HTTPS: browsers ignore it elsewhere. */
export const STRICT_TRANSPORT_SECONDS = 31_536_000;

/** The headers of each file of the page, beside its type and `Cache-Control`. */
export function pageHeaders(issuerOrigins: readonly string[]): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy(issuerOrigins),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // addresses hold a coin or a form that a person shares, and after signing in a code
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
}
