import type { Tone } from './mail-content.ts';

/**
 * Colours of both schemes. The light ones are written on each element, since many programs read nothing else; the dark ones are
 * in the style sheet, for programs that know `prefers-color-scheme`. Other programs invert the light ones. Each text colour has
 * a contrast of at least 4.5 in both schemes.
 */
interface Scheme {
  readonly page: string;
  readonly card: string;
  readonly text: string;
  readonly muted: string;
  readonly rule: string;
  readonly link: string;
  readonly note: string;
  readonly banner: string;
  readonly bannerText: string;
  readonly tones: Readonly<Record<Tone, string>>;
}

export const LIGHT: Scheme = {
  page: '#eef1f5',
  card: '#ffffff',
  text: '#171b22',
  muted: '#566070',
  rule: '#e2e6ec',
  link: '#1d4ed8',
  note: '#f4f6f9',
  banner: '#fff4d6',
  bannerText: '#6b4300',
  tones: { up: '#0f7a3d', down: '#c01f2e', plain: '#1d4ed8', warning: '#9a5200' },
};

export const DARK: Scheme = {
  page: '#0e1116',
  card: '#191d24',
  text: '#e9ecf1',
  muted: '#a3adbb',
  rule: '#2e3540',
  link: '#8ab4ff',
  note: '#222831',
  banner: '#3a2d0c',
  bannerText: '#ffd98a',
  tones: { up: '#4ade80', down: '#ff7b84', plain: '#8ab4ff', warning: '#ffb454' },
};

/** The same in both schemes. */
export const BUTTON = { ground: '#2457e0', text: '#ffffff' };

/** Word, which draws Outlook mails, falls back to Times when it lacks the first font: it gets a style sheet of its own. */
export const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

const TONES = ['up', 'down', 'plain', 'warning'] as const;

/** `selector` stands before each class, for programs that mark their dark scheme with an attribute. */
function darkRules(selector: string): string {
  const rule = (name: string, style: string) => `${selector}.${name}{${style}}`;
  const { page, card, text, muted, rule: line, link, note, banner, bannerText, tones } = DARK;
  return [
    rule('page', `background:${page}!important`),
    rule('card', `background:${card}!important`),
    rule('text', `color:${text}!important`),
    rule('muted', `color:${muted}!important`),
    rule('line', `border-color:${line}!important`),
    rule('link', `color:${link}!important`),
    rule('note', `background:${note}!important;color:${text}!important`),
    rule('edge', `border-color:${tones.plain}!important`),
    rule('banner', `background:${banner}!important;color:${bannerText}!important`),
    ...TONES.map((tone) => rule(tone, `color:${tones[tone]}!important`)),
  ].join('');
}

/** Narrow screens get smaller margins and figures. */
const NARROW = [
  '.pad{padding-left:18px!important;padding-right:18px!important}',
  '.outer{padding:0!important}',
  '.name,.value{font-size:13px!important}',
  '.name{width:84px!important;padding-right:8px!important}',
  '.figure{font-size:34px!important}',
].join('');

export const STYLE_SHEET = [
  ':root{color-scheme:light dark;supported-color-schemes:light dark}',
  'body{margin:0;padding:0;-webkit-text-size-adjust:100%;text-size-adjust:100%}',
  'img{border:0}',
  `@media (max-width:480px){${NARROW}}`,
  `@media (prefers-color-scheme:dark){${darkRules('')}}`,
  darkRules('[data-ogsc] '),
].join('\n');
