import { pathParameter } from '../http/read-request.ts';
import { marketEndpoint } from '../market/market-endpoint.ts';

export const readDocsFile = marketEndpoint({
  route: 'GET /api/docs/{file}',
  id: 'readDocsFile',
  summary: 'What that page loads; compressed for who takes gzip',
  answers: { 200: 'asset' },
  handle: ({ request }, { docs }) => docs.file(pathParameter(request, 'file'), request.headers['accept-encoding']),
});
