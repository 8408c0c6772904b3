import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Everything that the internet routes by IPv6; mapped, compatible, local and translated addresses lie outside. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/**
 * Whether an IP address may be called: it is public, of one host, and carries no other address inside (mapped, NAT64, 6to4,
 * Teredo). False for text that is no address.
 */
export function isPublicAddress(text: string): boolean {
  if (isIP(text) === 0 || text.includes('%')) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(GLOBAL_IPV6);
}
