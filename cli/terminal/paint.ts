import { styleText } from 'node:util';
import type { Terminal } from './terminal.ts';

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow';

/** Coloured where the terminal shows colours. */
export function paint(style: Style, text: string, { colours }: Pick<Terminal, 'colours'>): string {
  return colours ? styleText(style, text, { validateStream: false }) : text;
}
