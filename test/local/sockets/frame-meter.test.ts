import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { FrameMeter } from '../../../local/sockets/frame-meter.ts';

/** A frame as a client writes it: masked or not, with the shortest header that its length allows. */
function frame(payloadBytes: number, masked: boolean): Buffer {
  const mask = masked ? 0x80 : 0;
  const head =
    payloadBytes < 126
      ? Buffer.from([0x81, mask | payloadBytes])
      : payloadBytes < 65_536
        ? Buffer.from([0x81, mask | 126, payloadBytes >> 8, payloadBytes & 255])
        : Buffer.concat([
            Buffer.from([0x81, mask | 127, 0, 0, 0, 0]),
            Buffer.from(Uint32Array.of(payloadBytes).buffer).swap32(),
          ]);
  return Buffer.concat([head, Buffer.alloc(masked ? 4 : 0, 0xff), Buffer.alloc(payloadBytes, 0xff)]);
}

const size = fc.oneof(fc.nat(10), fc.constantFrom(125, 126, 127, 32_768, 65_535, 65_536), fc.nat(70_000));

it('finds the length of every frame, however the bytes are cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ size, masked: fc.boolean() }), { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 20 }),
      (frames, cuts) => {
        const bytes = Buffer.concat(frames.map((each) => frame(each.size, each.masked)));
        const found: number[] = [];
        const meter = new FrameMeter((payloadBytes) => found.push(payloadBytes));
        for (let at = 0, cut = 0; at < bytes.length; cut += 1) {
          const next = at + (cuts[cut % cuts.length] ?? 1);
          meter.read(bytes.subarray(at, next));
          at = next;
        }
        expect(found).toEqual(frames.map((each) => each.size));
      },
    ),
    { numRuns: 50 },
  );
});

it('reports a frame that is too long before its payload has come', () => {
  const found: number[] = [];
  new FrameMeter((payloadBytes) => found.push(payloadBytes)).read(frame(40_000, true).subarray(0, 8));
  expect(found).toEqual([40_000]);
});
