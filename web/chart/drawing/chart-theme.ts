/** The colours of the page's theme, as the canvas needs them. */
export interface ChartTheme {
  readonly ground: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly lineStrong: string;
  readonly accent: string;
  readonly onAccent: string;
  readonly up: string;
  readonly down: string;
  readonly upSoft: string;
  readonly downSoft: string;
  readonly warn: string;
  readonly font: string;
}

export function readChartTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    ground: read('--surface'),
    text: read('--text'),
    muted: read('--muted'),
    line: read('--line'),
    lineStrong: read('--line-strong'),
    accent: read('--accent'),
    onAccent: read('--on-accent'),
    up: read('--up'),
    down: read('--down'),
    upSoft: read('--up-soft'),
    downSoft: read('--down-soft'),
    warn: read('--warn'),
    font: read('--font'),
  };
}

/** Calls `onChange` whenever the page's theme changes, until what it gives back is called. */
export function watchTheme(onChange: (theme: ChartTheme) => void): () => void {
  const observer = new MutationObserver(() => onChange(readChartTheme()));
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
