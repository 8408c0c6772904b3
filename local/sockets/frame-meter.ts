/** Longest header of a frame: two bytes, a length of eight, a mask of four. */
const SHORT_LENGTH = 126;
const LONG_LENGTH = 127;
const MASK_BYTES = 4;

/**
 * Finds the payload length of each incoming frame in a connection's bytes (RFC 6455, section 5.2), however they are cut. `ws` bounds
 * messages only.
 */
export class FrameMeter {
  readonly #onFrame: (payloadBytes: number) => void;
  /** the header that is being read */
  #header: number[] = [];
  /** payload bytes to skip until the next header */
  #skip = 0;

  constructor(onFrame: (payloadBytes: number) => void) {
    this.#onFrame = onFrame;
  }

  read(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, bytes.length - at);
        this.#skip -= skipped;
        at += skipped;
        continue;
      }
      this.#header.push(bytes[at] ?? 0);
      at += 1;
      this.#finishHeader();
    }
  }

  #finishHeader(): void {
    const [, second = 0] = this.#header;
    const short = second & 0x7f;
    const lengthBytes = short === LONG_LENGTH ? 8 : short === SHORT_LENGTH ? 2 : 0;
    const maskBytes = second & 0x80 ? MASK_BYTES : 0;
    if (this.#header.length < 2 + lengthBytes + maskBytes) return;
    const length = this.#header.slice(2, 2 + lengthBytes);
    const payloadBytes = lengthBytes === 0 ? short : length.reduce((sum, byte) => sum * 256 + byte, 0);
    this.#header = [];
    this.#skip = payloadBytes;
    this.#onFrame(payloadBytes);
  }
}
