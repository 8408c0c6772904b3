import { marketEndpoint } from '../market/market-endpoint.ts';

export const showDocs = marketEndpoint({
  route: 'GET /api/docs',
  id: 'showDocs',
  summary: 'A page that shows openapi.json, and tries its operations',
  answers: { 200: 'page' },
  handle: (_call, { docs }) => docs.page(),
});
