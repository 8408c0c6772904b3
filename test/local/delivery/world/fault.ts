/**
 * What happens to one call that a function makes.
 * - `unmade`: it fails before it was made.
 * - `unanswered`: it was made; whoever called hears of a failure.
 * - `killed-before`, `killed-after`: the whole invocation ends, before it was made or once it was.
 * - `doubled`: the first answer is lost, the SDK makes the call once more, and that answer counts. Never of a mail: there
 *   the SDK is told not to.
 * - `slow`: it is made and answered, late. `late`: it is made late.
 */
export const CALL_FAULTS = [
  'unmade',
  'unanswered',
  'killed-before',
  'killed-after',
  'doubled',
  'slow',
  'late',
] as const;
export type CallFault = (typeof CALL_FAULTS)[number];

/** One call of a function, as faults are chosen for it. */
export interface Call {
  /** the function that calls */
  readonly by: string;
  /** `table`, `queue`, `mail` */
  readonly engine: 'table' | 'queue' | 'mail';
  /** of the SDK, such as `UpdateCommand` */
  readonly command: string;
  /** the first invocation of a function has 0 */
  readonly invocation: number;
  /** its place among the invocation's calls, from 0 */
  readonly place: number;
  readonly at: number;
}

/** An engine that takes nothing in a time: tables and queues fail, mails are refused by `code`. */
export interface Outage {
  readonly engine: Call['engine'];
  readonly from: number;
  readonly to: number;
  /** what SES says; no matter with the others */
  readonly says?: 'rate' | 'quota' | 'unreachable' | 'broken';
}

export class InjectedFaultError extends Error {
  override readonly name = 'InjectedFault';
}
