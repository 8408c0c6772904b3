import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

const RUNBOOK = new URL('../../docs/runbook.md', import.meta.url);
const NAME = 'virtual:runbook-alarms';
const HEAD = '| alarm | means | do |';

export interface RunbookAlarm {
  readonly name: string;
  readonly means: string;
  readonly remedy: string;
}

/** The alarms of docs/runbook.md as a module: the operator's view says what each means without leaving the page. */
export function runbookAlarms(): Plugin {
  return {
    name: 'runbook-alarms',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    load(id) {
      if (id !== `\0${NAME}`) return null;
      return `export const ALARMS = ${JSON.stringify(readAlarms(readFileSync(RUNBOOK, 'utf8')))};`;
    },
  };
}

/** The rows of every table of alarms. @throws Error when there is none */
export function readAlarms(markdown: string): RunbookAlarm[] {
  const alarms = markdown
    .split(HEAD)
    .slice(1)
    .flatMap((part) => readRows(part.trimStart()));
  if (alarms.length === 0) throw new Error('docs/runbook.md has no table of alarms');
  return alarms;
}

/** The rows until the table ends; the first line is the rule below its head. */
function readRows(table: string): RunbookAlarm[] {
  const lines = table.split('\n').slice(1);
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return (end < 0 ? lines : lines.slice(0, end)).map((line) => {
    const [name = '', means = '', remedy = ''] = line.slice(1).split(' | ').map(plainText);
    return { name, means, remedy };
  });
}

/** Without the signs of Markdown; of a link, its words. */
function plainText(cell: string): string {
  return cell
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/\|\s*$/, '')
    .trim();
}
