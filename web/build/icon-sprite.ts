import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';
import { ICON_NAMES } from '../icon-names.ts';

const ICONS = join(dirname(createRequire(import.meta.url).resolve('lucide-static/package.json')), 'icons');

/** Puts one hidden sprite of icons into index.html: `<use href="#icon-bell">` needs no request and no code. */
export function iconSprite(): Plugin {
  return {
    name: 'icon-sprite',
    transformIndexHtml: (html) => html.replace('<!-- icons -->', () => createSprite()),
  };
}

function createSprite(): string {
  return `<svg width="0" height="0" aria-hidden="true">${ICON_NAMES.map(createSymbol).join('')}</svg>`;
}

function createSymbol(name: string): string {
  const shapes = readFileSync(join(ICONS, `${name}.svg`), 'utf8')
    .replace(/^[\s\S]*?<svg[^>]*>/, '')
    .replace(/<\/svg>\s*$/, '')
    .replace(/\n\s*/g, '');
  return `<symbol id="icon-${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
}
