import * as fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { expect, it } from 'vitest';
import { isPublicAddress } from '../../../../adapters/http/private-address.ts';

/** By a library that keeps the registries of IANA. */
function isPublicByLibrary(text: string): boolean {
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(ipaddr.parseCIDR('2000::/3'));
}

const specialRanges = [...rangesOf(ipaddr.IPv4.prototype), ...rangesOf(ipaddr.IPv6.prototype)];

function rangesOf(prototype: object): [number[], number][] {
  const { SpecialRanges } = Object(prototype);
  return Object.values(Object(SpecialRanges))
    .flatMap((ranges) => (Array.isArray(Object(ranges)[0]) ? Object(ranges) : [ranges]))
    .map(([address, bits]) => [address.toByteArray(), bits]);
}

/** The first or last address of a range, or the one beside it. */
const edge = fc
  .tuple(fc.constantFrom(...specialRanges), fc.boolean(), fc.constantFrom(-1n, 0n, 1n))
  .map(([[bytes, bits], isLast, step]) => {
    const size = BigInt(bytes.length * 8);
    const first = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
    const edgeOf = isLast ? first + (1n << (size - BigInt(bits))) - 1n : first;
    return bytesOf((edgeOf + step + (1n << size)) % (1n << size), bytes.length);
  });
const bytes = fc.oneof(
  edge,
  fc.uint8Array({ minLength: 4, maxLength: 4 }).map((array) => [...array]),
  fc.uint8Array({ minLength: 16, maxLength: 16 }).map((array) => [...array]),
  fc.uint8Array({ minLength: 15, maxLength: 15 }).map((array) => [0x20, ...array]),
);

function bytesOf(value: bigint, length: number): number[] {
  return Array.from({ length }, (_, index) => Number((value >> BigInt(8 * (length - 1 - index))) & 255n));
}

it('an address is public where the registries of IANA name no special purpose, at each edge of their ranges too', () => {
  expect(specialRanges.length).toBeGreaterThan(40);
  fc.assert(
    fc.property(bytes, (array) => {
      const text = ipaddr.fromByteArray(array).toString();
      expect([text, isPublicAddress(text)]).toEqual([text, isPublicByLibrary(text)]);
    }),
    { numRuns: 5_000 },
  );
});
