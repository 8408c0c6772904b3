import { isDeepStrictEqual } from 'node:util';

export type Item = Record<string, unknown>;

/** The placeholders of a DynamoDB expression. */
export interface Bound {
  readonly names?: Readonly<Record<string, string>> | undefined;
  readonly values?: Readonly<Record<string, unknown>> | undefined;
}

const TOKENS = /\s*(<>|<=|>=|[=<>(),]|[:#]?[\w.#]+)/y;

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKENS.lastIndex = 0;
  for (let match = TOKENS.exec(text); match; match = TOKENS.exec(text)) tokens.push(match[1] ?? '');
  return tokens;
}

/** Evaluates an expression from left to right, on one item. It knows only the part of the language that the adapters use. */
class Reading {
  readonly #tokens: string[];
  readonly #item: Item;
  readonly #bound: Bound;

  constructor(text: string, item: Item, bound: Bound) {
    this.#tokens = tokensOf(text);
    this.#item = item;
    this.#bound = bound;
  }

  isOver(): boolean {
    return this.#tokens.length === 0;
  }

  take(expected?: string): string {
    const token = this.#tokens.shift();
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new Error(`an expression has ${token} where ${expected ?? 'a word'} is expected`);
    }
    return token;
  }

  takes(word: string): boolean {
    if (this.#tokens[0] !== word) return false;
    this.#tokens.shift();
    return true;
  }

  condition(): boolean {
    let holds = this.#all();
    while (this.takes('OR')) holds = this.#all() || holds;
    return holds;
  }

  #all(): boolean {
    let holds = this.#one();
    while (this.takes('AND')) holds = this.#one() && holds;
    return holds;
  }

  #one(): boolean {
    if (this.takes('NOT')) return !this.#one();
    if (this.takes('(')) {
      const holds = this.condition();
      this.take(')');
      return holds;
    }
    if (this.takes('attribute_exists')) return this.#argument() !== undefined;
    if (this.takes('attribute_not_exists')) return this.#argument() === undefined;
    if (this.takes('begins_with')) {
      this.take('(');
      const whole = this.operand();
      this.take(',');
      const start = this.operand();
      this.take(')');
      return typeof whole === 'string' && typeof start === 'string' && whole.startsWith(start);
    }
    const left = this.operand();
    return compare(left, this.take(), this.operand());
  }

  #argument(): unknown {
    this.take('(');
    const value = this.operand();
    this.take(')');
    return value;
  }

  operand(): unknown {
    if (this.takes('if_not_exists')) {
      this.take('(');
      const present = this.operand();
      this.take(',');
      const other = this.operand();
      this.take(')');
      return present ?? other;
    }
    const token = this.take();
    if (token.startsWith(':')) return this.#bound.values?.[token];
    return this.path(token).reduce<unknown>((value, name) => (isItem(value) ? value[name] : undefined), this.#item);
  }

  path(token: string): string[] {
    return token.split('.').map((part) => (part.startsWith('#') ? (this.#bound.names?.[part] ?? part) : part));
  }
}

function compare(left: unknown, operator: string, right: unknown): boolean {
  if (operator === '=') return left !== undefined && isDeepStrictEqual(left, right);
  if (operator === '<>') return !isDeepStrictEqual(left, right);
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  if (operator === '>') return left > right;
  if (operator === '>=') return left >= right;
  throw new Error(`an expression has the operator ${operator}`);
}

export function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function holds(text: string | undefined, item: Item, bound: Bound): boolean {
  return text === undefined || new Reading(text, item, bound).condition();
}

/** The item after `SET …`, `ADD …` or `SET … ADD …`. Every value is read from the item before. @throws Error for a path into a value that is not a map */
export function updated(text: string, item: Item, bound: Bound): Item {
  const reading = new Reading(text, item, bound);
  const after = structuredClone(item);
  if (reading.takes('SET')) {
    do {
      const path = reading.path(reading.take());
      reading.take('=');
      put(after, path, structuredClone(reading.operand()));
    } while (reading.takes(','));
  }
  if (reading.takes('ADD')) {
    const path = reading.path(reading.take());
    const before = path.reduce<unknown>((value, name) => (isItem(value) ? value[name] : undefined), item);
    put(after, path, Number(before ?? 0) + Number(reading.operand()));
  }
  if (!reading.isOver()) throw new Error(`can not be read to its end: ${text}`);
  return after;
}

function put(item: Item, path: readonly string[], value: unknown): void {
  const last = path.at(-1) ?? '';
  const parent = path.slice(0, -1).reduce<unknown>((at, name) => (isItem(at) ? at[name] : undefined), item);
  if (!isItem(parent)) throw new Error('The document path provided in the update expression is invalid for update');
  parent[last] = value;
}
