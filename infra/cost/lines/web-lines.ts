import { GUESSES } from '../assumptions.ts';
import { type BillPart, DAYS } from '../bill-line.ts';

const GB = 1_000_000_000;

/** What goes through CloudFront: the page, and the calls of the API that it makes. */
export const webLines: BillPart = ({ apiCallsADay }) => {
  const opened = GUESSES.pageViewsADay * DAYS;
  const files = opened * GUESSES.filesAPageView;
  const bytes = opened * GUESSES.bytesAPageView + apiCallsADay * DAYS * GUESSES.apiAnswerBytes;
  return [
    {
      about: 'Page and API through CloudFront: requests',
      price: 'cloudFrontRequest',
      quantity: files + apiCallsADay * DAYS,
    },
    { about: 'Page and API through CloudFront: answers', price: 'cloudFrontOutGb', quantity: bytes / GB },
    { about: 'Page: addresses of its views', price: 'cloudFrontFunctionCall', quantity: files },
    { about: 'Page: files', price: 's3GbMonth', quantity: GUESSES.pageGb },
  ];
};
