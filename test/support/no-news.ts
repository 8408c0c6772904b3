import type { LiveNews } from '../../functions/dispatch-messages/live-news.ts';

/** No page is open. */
export const noNews: LiveNews = { add: () => undefined, post: async () => undefined };
