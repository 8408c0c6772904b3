/** WNS documents 1,024 characters; the others stay below 500. */
export const MAX_ENDPOINT_LENGTH = 1_024;

/**
 * The push services of Chrome and what is built on it, of Firefox, of Edge on Windows and of Safari. A request may name any address as
 * that of a subscription, so a host that is none of these is refused, and never called.
 */
const PUSH_HOSTS = [
  /^fcm\.googleapis\.com$/,
  /^([a-z0-9-]+\.)?push\.services\.mozilla\.com$/,
  /^[a-z0-9-]+\.notify\.windows\.com$/,
  /^([a-z0-9-]+\.)?push\.apple\.com$/,
];

/** What is wrong with the endpoint of a subscription; null: nothing. */
export function endpointError(endpoint: string): string | null {
  if (endpoint.length > MAX_ENDPOINT_LENGTH) return `must be at most ${MAX_ENDPOINT_LENGTH} characters long`;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : null;
  if (url?.href !== endpoint || url.protocol !== 'https:' || url.username !== '' || url.hash !== '')
    return "must be the endpoint of a browser's subscription, as it is";
  if (url.port !== '' || !PUSH_HOSTS.some((host) => host.test(url.hostname)))
    return "must be of a browser's push service: Google, Mozilla, Microsoft or Apple";
  return null;
}
