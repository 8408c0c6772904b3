import { formatMoment } from './format-time.ts';

const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?Z/g;

/** The API's sentence as one of this page: its instants on the person's clock. */
export function ownSentence(explanation: string, zone: string): string {
  const local = explanation.replace(INSTANT, (instant) => formatMoment(instant, zone));
  return `${local.charAt(0).toUpperCase()}${local.slice(1)}.`;
}
