import { formatMoment } from './format-time.ts';

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z/g;

/** A part of the API's explanation, with its instants on the person's clock. `zone`: an IANA name */
export function onOwnClock(explanation: string, zone: string): string {
  const local = explanation.replace(INSTANT, (instant) => formatMoment(instant, zone));
  return `${local.charAt(0).toUpperCase()}${local.slice(1)}`;
}

/** The API's explanation as a sentence of this page. */
export function ownSentence(explanation: string, zone: string): string {
  return `${onOwnClock(explanation, zone)}.`;
}
