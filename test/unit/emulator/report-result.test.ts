import { expect, test } from 'vitest';
import { StoppedError } from '../../../adapters/stop-signal.ts';
import { CannotRunError } from '../../emulator/cannot-run.ts';
import type { Emulator } from '../../emulator/emulator.ts';
import { reportResult } from '../../emulator/report-result.ts';

const EMULATOR: Emulator = {
  ...{ name: 'MiniStack 1.2.3', url: 'https://127.0.0.1:1', certificate: null, folder: '/run' },
  ...{ checksPermissions: true, keepsState: false },
};

async function ended(run: () => Promise<Emulator>, ifPossible: boolean): Promise<[number, string[]]> {
  const printed: string[] = [];
  const code = await reportResult(run, { ifPossible, print: (text) => void printed.push(text) });
  return [code, printed.map((line) => line.replace(/\d+ s/, 'n s'))];
}

const fails = (error: Error) => () => Promise.reject(error);

test('a run that passed, one that failed and one that was stopped each end with a line and a code', async () => {
  expect(await ended(async () => EMULATOR, false)).toEqual([0, ['emulator run: passed in n s (MiniStack 1.2.3)']]);
  expect(await ended(fails(new Error('no')), true)).toEqual([1, ['emulator run: FAILED after n s: no']]);
  expect(await ended(fails(new StoppedError()), true)).toEqual([130, ['emulator run: stopped after n s']]);
});

test('a machine that can not run it fails, unless it was asked to run only where that is possible', async () => {
  const lacking = fails(new CannotRunError('Python is needed.'));
  expect(await ended(lacking, false)).toEqual([1, ['emulator run: FAILED after n s: Python is needed.']]);
  expect(await ended(lacking, true)).toEqual([
    0,
    ["emulator run: LEFT OUT, as this machine can't run it. Python is needed."],
  ]);
});
