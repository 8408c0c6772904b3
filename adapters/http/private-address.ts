import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** All that is routed on the internet by IPv6; mapped, compatible, local and translated addresses lie outside. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/**
 * Whether an IP address may be called: public, of one host, and not one that carries another address inside (mapped, NAT64,
 * 6to4, Teredo). Anything else, and what is no address, may not.
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0 || text.includes('%')) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(GLOBAL_IPV6);
}
