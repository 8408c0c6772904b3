import { afterEach, beforeEach, vi } from 'vitest';

export type WrittenLine = Readonly<Record<string, unknown>>;

/** Keeps what each test of this file or group writes to the functions' log, instead of printing it. A line is one JSON object, or the test fails. */
export function keepLogLines(): readonly WrittenLine[] {
  const lines: WrittenLine[] = [];
  beforeEach(() => {
    lines.length = 0;
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      lines.push(JSON.parse(String(text)));
      return true;
    });
  });
  afterEach(() => void vi.mocked(process.stdout.write).mockRestore());
  return lines;
}
