import type { AttributeValue } from '@aws-sdk/client-dynamodb-streams';
import type { Json, JsonObject } from '../json.ts';

/** An image as Lambda hands it over: typed values, binary as base64. */
export function imageToJson(image: Readonly<Record<string, AttributeValue>>): JsonObject {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, valueToJson(value)]));
}

function valueToJson(value: AttributeValue): Json {
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: value.N };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  if (value.NULL !== undefined) return { NULL: value.NULL };
  if (value.M !== undefined) return { M: imageToJson(value.M) };
  if (value.L !== undefined) return { L: value.L.map(valueToJson) };
  if (value.SS !== undefined) return { SS: value.SS };
  if (value.NS !== undefined) return { NS: value.NS };
  if (value.B !== undefined) return { B: toBase64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(toBase64) };
  throw new Error(`unknown attribute type ${JSON.stringify(value)}`);
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
