/**
 * An alert's id carries the place of its item: coin and shard, then a ULID (26 characters of Crockford's base 32,
 * sortable by creation). `BTCUSDT-0-01J9ZX…`
 */
export interface AlertAddress {
  readonly symbol: string;
  readonly shard: number;
}

const ALERT_ID = /^([\p{Lu}\p{Lo}\p{N}_.]{1,50})-(\d{1,3})-([0-9A-HJKMNP-TV-Z]{26})$/u;

export function formatAlertId({ symbol, shard }: AlertAddress, ulid: string): string {
  return `${symbol}-${shard}-${ulid}`;
}

/** The place that an id names, or null when `text` is no alert id. */
export function parseAlertId(text: string): AlertAddress | null {
  const match = ALERT_ID.exec(text);
  if (!match?.[1]) return null;
  return { symbol: match[1], shard: Number(match[2]) };
}
