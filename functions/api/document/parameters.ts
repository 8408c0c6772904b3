import type { PathParameter } from '../../../contract/routes.ts';

/** By the name in the path. A new one without a description is a type error. */
export const PARAMETER_DESCRIPTIONS: Readonly<Record<PathParameter, string>> = {
  metric: 'a metric with a window, such as volatility-24h',
  id: 'of the list that the path names',
  symbol: 'the name of a coin, in upper case',
  file: 'as the page names it',
  token: 'as the link in a mail has it: signed, and good for some weeks',
};
