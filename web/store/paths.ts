/** Where the page shows a coin with its chart. */
export function coinPath(symbol: string): string {
  return `/coins/${encodeURIComponent(symbol)}`;
}

/** Where the page shows a fire with its proof. */
export function firePath(id: string): string {
  return `/fired/${encodeURIComponent(id)}`;
}
