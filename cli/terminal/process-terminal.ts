import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Terminal } from './terminal.ts';

/** The terminal that this process runs in. */
export function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const stop = new AbortController();
  // the second Ctrl-C ends the process at once
  process.once('SIGINT', () => stop.abort());
  // whoever reads the output may stop reading: `pricebell triggers list | head`
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  return {
    env,
    stdin,
    interactive: stdin.isTTY === true && stderr.isTTY === true,
    colours: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    columns: stdout.isTTY ? stdout.columns : null,
    signal: stop.signal,
    out: (line) => void stdout.write(`${line}\n`),
    note: (line) => void stderr.write(`${line}\n`),
    async ask(question) {
      const prompt = createInterface({ input: stdin, output: stderr });
      // at a terminal, the prompt gets Ctrl-C before the process does
      prompt.once('SIGINT', () => stop.abort());
      // Ctrl-D ends the input without an answer; some versions of Node reject then, others only close
      const noAnswer = once(prompt, 'close').then(() => '');
      try {
        return await Promise.race([prompt.question(question, { signal: stop.signal }), noAnswer]);
      } catch (error) {
        if (stop.signal.aborted) throw error;
        return '';
      } finally {
        prompt.close();
      }
    },
    now: Date.now,
    sleep: (ms) => wait(ms, undefined, { signal: stop.signal }),
  };
}
