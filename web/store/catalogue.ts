import type { Listing } from '../../domain/market/coin.ts';
import { callApi } from '../api/call-api.ts';

/** Symbols of the exchange that a text may mean, the likeliest first. @throws ApiError; DOMException when `signal` is aborted */
export async function findSymbols(text: string, signal: AbortSignal): Promise<readonly Listing[]> {
  const { items } = await callApi('GET /api/symbols', { query: { q: text }, signal });
  return items;
}
