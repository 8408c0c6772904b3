/** A sentence about an alert, after what its person calls the alert: `Breakout: BTCUSDT crossed above 65,000`. */
export function nameFirst(name: string | null, sentence: string): string {
  return name ? `${name}: ${sentence}` : sentence;
}
