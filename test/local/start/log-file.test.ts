import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { connectionChangeIn, errorIn, openLogFile } from '../../../local/start/log-file.ts';
import { createTerminal } from '../../../local/start/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'pricebell-logs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a log file', () => {
  it('goes on over a restart and never grows past its bound twice over', () => {
    openLogFile(folder, 'Api').write('first');
    const log = openLogFile(folder, 'Api');
    log.write('second');
    expect(readFileSync(join(folder, 'Api.log'), 'utf8')).toBe('first\nsecond\n');
    for (let i = 0; i < 12; i += 1) log.write('x'.repeat(1024 * 1024));
    expect(readdirSync(folder).sort()).toEqual(['Api.1.log', 'Api.log']);
  });

  it('knows which of its lines reports an error', () => {
    expect(errorIn('{"level":"error","message":"no","detail":"why"}')).toBe('no: why');
    expect(errorIn('{"level":"ERROR","message":"no"}')).toBe('no');
    expect([errorIn('{"level":"info","message":"yes"}'), errorIn('Error: text'), errorIn('{"level":')]).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('a change of the connection', () => {
  it('is a lost socket or a socket that is back, but not the first one', () => {
    const lost = '{"level":"warn","message":"socket lost","detail":"closed with 1006"}';
    const opened = (reopened: boolean) => JSON.stringify({ level: 'info', message: 'socket open', reopened });
    expect(connectionChangeIn(lost)).toBe('the socket is lost, coins are dark until it is back');
    expect(connectionChangeIn(opened(true))).toBe('the socket is back');
    expect([opened(false), '{"message":"counters"}', '{"message":"socket lost'].map(connectionChangeIn)).toEqual([
      null,
      null,
      null,
    ]);
  });
});

describe('the terminal', () => {
  it('prints the same problem only once in a while, in one line', () => {
    let now = 0;
    const written: string[] = [];
    const terminal = createTerminal(
      (text) => written.push(text),
      () => now,
    );
    terminal.problem('a\n b');
    terminal.problem('a\n b');
    now = 31_000;
    terminal.problem('a\n b');
    expect(written).toEqual(['problem  a b\n', 'problem  a b\n']);
  });
});
