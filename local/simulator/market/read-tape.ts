import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { TapeRow } from './merge-tapes.ts';

const HEADER = 'id,time_ms,price,quantity,buyer_is_maker,received_ns';
const DECIMAL_PATTERN = /^[0-9]+(\.[0-9]+)?$/;

/** Reads a gzipped recording of single trades, one a line. Throws, naming file and line, on anything else. */
export async function readTape(file: string): Promise<TapeRow[]> {
  const text = (await promisify(gunzip)(await readFile(file))).toString('utf8');
  const [first, ...lines] = text.trimEnd().split('\n');
  if (first !== HEADER) throw new Error(`${file}: the header is not "${HEADER}"`);
  return lines.map((line, index) => {
    const row = parseRow(line);
    if (row === undefined) throw new Error(`${file}:${index + 2}: not a trade: "${line}"`);
    return row;
  });
}

function parseRow(line: string): TapeRow | undefined {
  const [id, time, price, quantity, maker, ...rest] = line.split(',');
  const isDecimal = (text: string | undefined): text is string => text !== undefined && DECIMAL_PATTERN.test(text);
  if (!Number.isSafeInteger(Number(id)) || !Number.isSafeInteger(Number(time))) return undefined;
  if (!isDecimal(price) || !isDecimal(quantity) || rest.length !== 1) return undefined;
  if (maker !== '0' && maker !== '1') return undefined;
  return { id: Number(id), time: Number(time), price, quantity, buyerIsMaker: maker === '1' };
}
