import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const HEADER_BYTES = 12;
const TYPE_A = 1;

/** What it says of a host: its IPv4 addresses, an error as a DNS code, or nothing at all. */
export type NameAnswer = readonly string[] | number | 'silence';

export interface NameServer {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** the hosts that it was asked about, as often as it was */
  readonly asked: readonly string[];
  close(): void;
}

/** A name server at a port of loopback. */
export async function startNameServer(answerOf: (host: string) => NameAnswer): Promise<NameServer> {
  const asked: string[] = [];
  const socket = createSocket('udp4', (query, { port, address }) => {
    const { host, type, end } = readQuestion(query);
    asked.push(host);
    const answer = answerOf(host);
    if (answer === 'silence') return;
    const addresses = typeof answer === 'number' || type !== TYPE_A ? [] : answer;
    const header = Buffer.from(query.subarray(0, HEADER_BYTES));
    // an answer, recursion was asked for and is there; one question, no other sections
    header.writeUInt16BE(0x8180 | (typeof answer === 'number' ? answer : 0), 2);
    [1, addresses.length, 0, 0].forEach((count, index) => {
      header.writeUInt16BE(count, 4 + 2 * index);
    });
    socket.send(Buffer.concat([header, query.subarray(HEADER_BYTES, end), ...addresses.map(recordOf)]), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return { address: `127.0.0.1:${socket.address().port}`, asked, close: () => void socket.close() };
}

function readQuestion(query: Buffer) {
  const labels: string[] = [];
  let at = HEADER_BYTES;
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { host: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

/** The name is that of the question; its class is the internet's, and it lives for no time. */
function recordOf(address: string): Buffer {
  return Buffer.from([0xc0, HEADER_BYTES, 0, TYPE_A, 0, 1, 0, 0, 0, 0, 0, 4, ...address.split('.').map(Number)]);
}
