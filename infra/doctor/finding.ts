/**
 * `ok`: as it should be. `note`: a deploy succeeds, but something will not work yet. `stop`: a deploy would fail, or must
 * not be tried yet; after a deploy: this does not work. `wait`, only after a deploy: not as it should be, and may become so by itself.
 */
export type Level = 'ok' | 'note' | 'wait' | 'stop';

export interface Finding {
  readonly level: Level;
  /** the subject, in a word or two */
  readonly about: string;
  /** what was found and what to do next */
  readonly text: string;
}

export const ok = (about: string, text: string): Finding => ({ level: 'ok', about, text });
export const note = (about: string, text: string): Finding => ({ level: 'note', about, text });
export const stop = (about: string, text: string): Finding => ({ level: 'stop', about, text });
export const wait = (about: string, text: string): Finding => ({ level: 'wait', about, text });
