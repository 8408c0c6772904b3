import { BlockList, isIP } from 'node:net';

/** Everything that the internet routes by IPv6; mapped, compatible, local and translated addresses lie outside. */
const GLOBAL_IPV6 = new BlockList();
GLOBAL_IPV6.addSubnet('2000::', 3, 'ipv6');

/** By the special-purpose address registries of IANA: of no host on the internet, or of more than one. */
const SPECIAL_IPV4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24', '192.168.0.0/16', '192.175.48.0/24'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3'],
];
/** The same within 2000::/3. 6to4 (2002::/16) and Teredo (in 2001::/23) carry another address inside. */
const SPECIAL_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];

const SPECIAL = new BlockList();
for (const range of SPECIAL_IPV4) addRange(range, 'ipv4');
for (const range of SPECIAL_IPV6) addRange(range, 'ipv6');

function addRange(range: string, family: 'ipv4' | 'ipv6'): void {
  const [first = '', bits] = range.split('/');
  SPECIAL.addSubnet(first, Number(bits), family);
}

/**
 * Whether an IP address may be called: it is public, of one host, and carries no other address inside (mapped, NAT64, 6to4,
 * Teredo). False for text that is no address.
 */
export function isPublicAddress(text: string): boolean {
  if (text.includes('%')) return false;
  switch (isIP(text)) {
    case 4:
      return !SPECIAL.check(text, 'ipv4');
    case 6:
      return GLOBAL_IPV6.check(text, 'ipv6') && !SPECIAL.check(text, 'ipv6');
    default:
      return false;
  }
}
