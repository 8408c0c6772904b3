import { createHash } from 'node:crypto';
import type { PositionCodec } from '../http/signed-cursors.ts';

/** Codes of 22 bits: of 2,000 alerts no two have the same under two of three salts, and a difference of two takes two bytes. */
const CODE_BITS = 22;
const HASH_BYTES = 3;
const MAX_SALT = 255;

/** What is left of a list to show: a code for each alert, in no order. */
export interface LeftAlerts {
  readonly salt: number;
  readonly codes: ReadonlySet<number>;
}

/**
 * The `left` ones among `all` alerts that were read. No other of `all` has the code of one that is left, so that nothing that was shown is
 * shown again, and nothing that is left is taken for shown.
 */
export function leaveAlerts(all: readonly string[], left: readonly string[]): LeftAlerts {
  for (let salt = 0; salt <= MAX_SALT; salt += 1) {
    if (new Set(all.map((id) => codeOf(salt, id))).size === all.length) {
      return { salt, codes: new Set(left.map((id) => codeOf(salt, id))) };
    }
  }
  throw new RangeError(`${all.length} alerts are too many for codes of ${CODE_BITS} bits`);
}

export function isLeft({ salt, codes }: LeftAlerts, id: string): boolean {
  return codes.has(codeOf(salt, id));
}

/** The salt in a byte; then the codes, ascending, each as its difference from the one before (LEB128). */
export const leftPositions: PositionCodec<LeftAlerts> = {
  encode({ salt, codes }) {
    const bytes = [salt];
    let before = 0;
    for (const code of [...codes].sort((a, b) => a - b)) {
      let rest = code - before;
      for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
      bytes.push(rest);
      before = code;
    }
    return Uint8Array.from(bytes);
  },

  decode([salt = 0, ...bytes]) {
    const codes = new Set<number>();
    let [code, difference, shift] = [0, 0, 0];
    for (const byte of bytes) {
      difference |= (byte & 0x7f) << shift;
      shift += 7;
      if (byte > 0x7f) continue;
      code += difference;
      codes.add(code);
      [difference, shift] = [0, 0];
    }
    return { salt, codes };
  },
};

function codeOf(salt: number, id: string): number {
  const hash = createHash('sha256').update(`${salt} ${id}`).digest();
  return hash.readUIntBE(0, HASH_BYTES) >>> (8 * HASH_BYTES - CODE_BITS);
}
