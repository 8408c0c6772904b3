import type { FieldProblem } from './draft/request-of-draft.ts';

/** What people call a field of the sentence. */
const NAMES: Readonly<Record<string, string>> = {
  symbol: 'The coin',
  coins: 'The list of coins',
  level: 'The level',
  from: 'The lower bound',
  to: 'The upper bound',
  metric: 'What is measured',
  op: 'What it does',
  condition: 'The condition',
  all: 'The conditions',
  repeat: 'How often',
  channels: 'How it is sent',
  url: 'The address',
};

/** `The level must be greater than 0.` A condition among several is named by its place. */
export function describeProblem({ path, message }: FieldProblem): string {
  const parts = path.split('.');
  const place = parts[0] === 'all' ? Number(parts[1]) : Number.NaN;
  const field = parts.findLast((part) => Object.hasOwn(NAMES, part) && (part !== 'all' || Number.isNaN(place)));
  const inCondition = Number.isNaN(place) ? '' : ` ${place + 1}`;
  const name = field === undefined || field === 'all' ? undefined : NAMES[field];
  const subject = name ?? (Number.isNaN(place) ? (NAMES[field ?? ''] ?? parts.at(-1) ?? path) : 'Condition');
  const where = name && inCondition ? `${subject} of condition${inCondition}` : `${subject}${inCondition}`;
  return `${where} ${readable(message)}.`;
}

/** The API names other fields by their paths. */
function readable(message: string): string {
  return message.replace(/\ball\.(\d)(?:\.\w+)?/g, (_, index) => `condition ${Number(index) + 1}`);
}
