/**
 * What happens to one call that a function makes.
 * - `unmade`: it fails before it is made.
 * - `unanswered`: it is made, and the caller gets an error.
 * - `killed-before`, `killed-after`: the whole invocation is killed, before or after the call.
 * - `doubled`: the first answer is lost, the SDK makes the call again, and that answer counts. Never for a mail, whose client does
 *   not retry.
 * - `slow`: it is made, and answered late. `late`: it is made late.
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

/** One call of a function, by which a fault is chosen. */
export interface Call {
  /** the function that calls */
  readonly by: string;
  /** `table`, `queue`, `mail` */
  readonly engine: 'table' | 'queue' | 'mail';
  /** the SDK's command, such as `UpdateCommand` */
  readonly command: string;
  /** from 0, counted for each function */
  readonly invocation: number;
  /** its place among the invocation's calls, from 0 */
  readonly place: number;
  readonly at: number;
  /** what it sends or asks for, as JSON: it names its person, or an alert of theirs */
  readonly text: string;
}

/** What mails come from. */
export const SENDER = 'bell@pricebell.dev';

/** A time in which an engine is down: tables and queues fail, SES refuses as `says`. */
export interface Outage {
  readonly engine: Call['engine'];
  readonly from: number;
  readonly to: number;
  /** for mails: what SES does */
  readonly says?: 'rate' | 'quota' | 'unverified' | 'unreachable' | 'broken';
}

export class InjectedFaultError extends Error {
  override readonly name = 'InjectedFaultError';
}
