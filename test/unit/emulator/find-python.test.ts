import { expect, test } from 'vitest';
import { CannotRunError } from '../../emulator/cannot-run.ts';
import { findPython, type Run } from '../../emulator/find-python.ts';

/** A machine with these commands; any other does not run. */
const machine = (versions: Record<string, string>): Run => {
  return async (command) => {
    const version = versions[command];
    if (version === undefined) throw new Error('ENOENT');
    return `${version}\n`;
  };
};

test('the first Python that is 3.10 or newer is taken', async () => {
  expect(await findPython({}, machine({ python3: '3.10', python: '3.13' }))).toEqual({
    command: 'python3',
    version: '3.10',
  });
  expect(await findPython({}, machine({ python3: '3.9', python: '3.13' }))).toMatchObject({ command: 'python' });
  expect(await findPython({}, machine({ python: '3.12' }))).toMatchObject({ command: 'python' });
});

test('PYTHON names the only one that is tried', async () => {
  const run = machine({ python3: '3.13', '/opt/python': '3.11', '/opt/old': '3.9' });
  expect(await findPython({ PYTHON: '/opt/python' }, run)).toMatchObject({ command: '/opt/python' });
  await expect(findPython({ PYTHON: '/opt/old' }, run)).rejects.toThrow(/`\/opt\/old` is 3\.9/);
});

test('without one, the message says what was tried and what to do', async () => {
  const attempt = findPython({}, machine({ python3: '3.8', python: '2.7' }));
  await expect(attempt).rejects.toBeInstanceOf(CannotRunError);
  await expect(attempt).rejects.toThrow(/`python3` is 3\.8, `python` is 2\.7.*apt-get install/s);
  await expect(findPython({}, machine({}))).rejects.toThrow(/`python3` does not run or has no venv/);
});
