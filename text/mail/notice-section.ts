import type { Notice } from '../../domain/messages/notice.ts';
import type { WallClock } from '../format/wall-clock.ts';
import type { NoticeKind } from '../notices/notice-text.ts';
import { describeNotice } from '../notices/notice-texts.ts';
import type { Link, MailSection } from './mail-content.ts';

export interface NoticeSectionOptions {
  readonly clock: WallClock;
  readonly decimalsOf: (symbol: string) => number | null;
  /** address of an alert's page by alert id */
  readonly pages: ReadonlyMap<string, string>;
}

export function noticeSection({ content }: Notice, { clock, decimalsOf, pages }: NoticeSectionOptions): MailSection {
  const text = describeNotice(content);
  const decimals = 'symbol' in content ? decimalsOf(content.symbol) : null;
  const page = 'alertId' in content ? pages.get(content.alertId) : undefined;
  return {
    figure: null,
    picture: null,
    name: 'name' in content ? content.name : null,
    title: text.title(clock.second),
    ...text.details({ clock, decimals }),
    note: 'note' in content ? content.note : null,
    links: page === undefined ? [] : linksTo(page, content.kind),
  };
}

/** Both open the same signed page, which changes nothing until a button on it is pressed. A list of messages shows the first. */
function linksTo(page: string, kind: NoticeKind): Link[] {
  const toAlert = { label: 'See the alert', address: page };
  return kind === 'alert-muted' ? [{ label: 'End the mute', address: `${page}#unmute` }, toAlert] : [toAlert];
}
