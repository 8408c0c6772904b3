import { isJsonObject, type Json, type JsonObject } from '../json.ts';

/** Resolves references in a template's values. Both wait until the resource is made. */
export interface References {
  ref(logicalId: string): Promise<Json>;
  attribute(logicalId: string, name: string): Promise<Json>;
}

/** @throws Error that names an unknown intrinsic function */
export async function resolveValue(value: Json, references: References): Promise<Json> {
  if (Array.isArray(value)) return Promise.all(value.map((item: Json) => resolveValue(item, references)));
  if (!isJsonObject(value)) return value;
  const [entry, ...more] = Object.entries(value);
  if (entry && more.length === 0 && (entry[0] === 'Ref' || entry[0].startsWith('Fn::'))) {
    return resolveIntrinsic(entry[0], entry[1], references);
  }
  return resolveObject(value, references);
}

async function resolveObject(value: JsonObject, references: References): Promise<JsonObject> {
  const entries = await Promise.all(
    Object.entries(value).map(async ([key, item]) => [key, await resolveValue(item, references)] as const),
  );
  return Object.fromEntries(entries);
}

async function resolveIntrinsic(name: string, operand: Json, references: References): Promise<Json> {
  switch (name) {
    case 'Ref':
      return references.ref(text(operand, name));
    case 'Fn::GetAtt':
      return getAttribute(operand, references);
    case 'Fn::Join':
      return join(operand, references);
    case 'Fn::Sub':
      return substitute(operand, references);
    case 'Fn::Select':
      return select(operand, references);
    case 'Fn::Split':
      return split(operand, references);
    default:
      throw new Error(`the local interpreter does not know the intrinsic function ${name}`);
  }
}

function text(value: Json | undefined, name: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`${name}: ${JSON.stringify(value)} is not a text`);
}

function list(value: Json | undefined, name: string): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${name}: ${JSON.stringify(value)} is not a list`);
}

function getAttribute(operand: Json, references: References): Promise<Json> {
  const parts = typeof operand === 'string' ? operand.split('.') : list(operand, 'Fn::GetAtt');
  const [logicalId, ...name] = parts.map((part) => text(part, 'Fn::GetAtt'));
  return references.attribute(text(logicalId, 'Fn::GetAtt'), name.join('.'));
}

async function join(operand: Json, references: References): Promise<string> {
  const [separator, parts] = list(operand, 'Fn::Join');
  const resolved = list(await resolveValue(parts ?? null, references), 'Fn::Join');
  return resolved.map((part) => text(part, 'Fn::Join')).join(text(separator, 'Fn::Join'));
}

async function substitute(operand: Json, references: References): Promise<string> {
  const [template, given] = typeof operand === 'string' ? [operand, {}] : list(operand, 'Fn::Sub');
  const names = isJsonObject(given) ? given : {};
  const pieces = text(template, 'Fn::Sub').split(/(\$\{[^}]+\})/);
  const resolved = await Promise.all(pieces.map((piece) => substitutePiece(piece, names, references)));
  return resolved.join('');
}

async function substitutePiece(piece: string, names: JsonObject, references: References): Promise<string> {
  if (!piece.startsWith('${')) return piece;
  const name = piece.slice(2, -1);
  if (name.startsWith('!')) return `\${${name.slice(1)}}`;
  const given = names[name];
  if (given !== undefined) return text(await resolveValue(given, references), 'Fn::Sub');
  const value = name.includes('.') ? getAttribute(name, references) : references.ref(name);
  return text(await value, 'Fn::Sub');
}

async function select(operand: Json, references: References): Promise<Json> {
  const [index, from] = list(operand, 'Fn::Select');
  const choices = list(await resolveValue(from ?? null, references), 'Fn::Select');
  const chosen = choices[Number(index)];
  if (chosen === undefined) throw new Error(`Fn::Select: no element ${String(index)} among ${choices.length}`);
  return chosen;
}

async function split(operand: Json, references: References): Promise<Json> {
  const [separator, from] = list(operand, 'Fn::Split');
  return text(await resolveValue(from ?? null, references), 'Fn::Split').split(text(separator, 'Fn::Split'));
}
