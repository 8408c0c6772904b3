import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { EXIT } from '../../../cli/terminal/exit-codes.ts';
import { runLine, testTerminal } from './run-line.ts';

const PAGE = join(import.meta.dirname, '../../../docs/api.md');
const LINES = [...readFileSync(PAGE, 'utf8').matchAll(/^pricebell (.*)$/gm)].map(([, line = '']) => line);
const folder = mkdtempSync(join(tmpdir(), 'pricebell-'));
const file = join(folder, 'alerts.json');
writeFileSync(file, JSON.stringify({ version: 1, alerts: [{}] }));
afterAll(() => rmSync(folder, { recursive: true }));

/** Where nothing listens: a line that the parser takes ends at the first request. */
function run(line: string) {
  const words = line
    .replaceAll('$ID', 'BTCUSDT-0-01J9ZX00000000000000000000')
    .replaceAll('alerts.json', file)
    .split(' ');
  const env = { PRICEBELL_URL: 'http://127.0.0.1:1', PRICEBELL_TOKEN: 'none', XDG_CONFIG_HOME: folder };
  return runLine(words, testTerminal({ env }));
}

it.each(LINES)('docs/api.md: the parser takes pricebell %s', async (line) => {
  expect(await run(line)).toMatchObject({ code: EXIT.failure, err: expect.stringContaining("can't be reached") });
});

it('a wrong line is not taken', async () => {
  expect(LINES.length).toBeGreaterThan(9);
  expect((await run('alerts list --no-such-option')).code).toBe(EXIT.usage);
  expect((await run('alerts no-such-command')).code).toBe(EXIT.usage);
});
