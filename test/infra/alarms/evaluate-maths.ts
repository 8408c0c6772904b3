import { type Expression, parseExpressionAt, type SpreadElement } from 'acorn';

/** A value of one period; null: CloudWatch has none. */
export type Value = number | null;

/** What is not in here stops the test: an expression is not understood by half. */
const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '==': (a, b) => Number(a === b),
  '!=': (a, b) => Number(a !== b),
  '&&': (a, b) => Number(a !== 0 && b !== 0),
  '||': (a, b) => Number(a !== 0 || b !== 0),
};

/** Of several series, over those that have a value in the period. */
const REDUCTIONS: Readonly<Record<string, (values: readonly number[]) => number>> = {
  SUM: (values) => values.reduce((sum, value) => sum + value, 0),
  MAX: (values) => Math.max(...values),
  MIN: (values) => Math.min(...values),
};

/**
 * A metric math expression in one period, `values` by id. Its syntax, as far as it is used here, is that of JavaScript
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html). What is made of a missing value is missing,
 * but for `FILL` and for what goes over several series; so is the result of a division by zero.
 * @throws Error for anything that is not known here
 */
export function evaluateMaths(expression: string, values: ReadonlyMap<string, Value>): Value {
  return evaluate(parseExpressionAt(expression, 0, { ecmaVersion: 2024 }), values);
}

function evaluate(node: Expression | SpreadElement, values: ReadonlyMap<string, Value>): Value {
  switch (node.type) {
    case 'Literal':
      return Number(node.raw);
    case 'Identifier':
      return lookUp(node.name, values);
    case 'BinaryExpression':
    case 'LogicalExpression': {
      if (node.left.type === 'PrivateIdentifier') throw new Error('no private names in metric math');
      return combine(node.operator, evaluate(node.left, values), evaluate(node.right, values));
    }
    case 'CallExpression': {
      if (node.callee.type !== 'Identifier') throw new Error(`metric math has no ${node.callee.type}`);
      return call(node.callee.name, node.arguments, values);
    }
    default:
      throw new Error(`metric math with ${node.type} is not known here`);
  }
}

function lookUp(id: string, values: ReadonlyMap<string, Value>): Value {
  const value = values.get(id);
  if (value === undefined) throw new Error(`the expression names ${id}, which is no metric of the alarm`);
  return value;
}

function combine(operator: string, left: Value, right: Value): Value {
  const apply = OPERATORS[operator];
  if (!apply) throw new Error(`metric math with ${operator} is not known here`);
  if (left === null || right === null) return null;
  const result = apply(left, right);
  return Number.isFinite(result) ? result : null;
}

type Arguments = readonly (Expression | SpreadElement)[];

function call(name: string, args: Arguments, values: ReadonlyMap<string, Value>): Value {
  const [first, second, third] = args;
  const reduce = REDUCTIONS[name];
  if (reduce && first) {
    const present = seriesOf(first, values).filter((value) => value !== null);
    return present.length === 0 ? null : reduce(present);
  }
  if (name === 'FILL' && first && second) return evaluate(first, values) ?? evaluate(second, values);
  if (name === 'IF' && first && second && third) {
    const condition = evaluate(first, values);
    return condition === null ? null : evaluate(condition === 0 ? third : second, values);
  }
  throw new Error(`metric math with ${name}(…) is not known here`);
}

/** `METRICS()`: every metric of the alarm; or `[a, b]`. */
function seriesOf(node: Expression | SpreadElement, values: ReadonlyMap<string, Value>): readonly Value[] {
  const isAll = node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'METRICS';
  if (isAll) return [...values.values()];
  if (node.type !== 'ArrayExpression') throw new Error(`metric math over ${node.type} is not known here`);
  return node.elements.map((one) => (one === null ? null : evaluate(one, values)));
}
