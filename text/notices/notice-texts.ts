import type { NoticeContent } from '../../domain/messages/notice.ts';
import { alertExpired } from './alert-expired.ts';
import { alertMuted } from './alert-muted.ts';
import { alertPaused } from './alert-paused.ts';
import { channelDisabled } from './channel-disabled.ts';
import { channelRefused } from './channel-refused.ts';
import { channelSlow } from './channel-slow.ts';
import { coinBack } from './coin-back.ts';
import { coinDark } from './coin-dark.ts';
import { coinHalted } from './coin-halted.ts';
import type { ContentOf, NoticeKind, NoticeRecipient, NoticeText } from './notice-text.ts';

type Contents = { readonly [Kind in NoticeKind]: ContentOf<Kind> };
type NoticeTexts = { readonly [Kind in NoticeKind]: NoticeText<Contents[Kind]> };

const NOTICE_TEXTS: NoticeTexts = {
  'alert-expired': alertExpired,
  'alert-muted': alertMuted,
  'alert-paused': alertPaused,
  'channel-disabled': channelDisabled,
  'channel-refused': channelRefused,
  'channel-slow': channelSlow,
  'coin-back': coinBack,
  'coin-dark': coinDark,
  'coin-halted': coinHalted,
};

/** What people and programs get to read about this notice. */
export function describeNotice(content: NoticeContent) {
  return describe(content.kind, content);
}

function describe<Kind extends NoticeKind>(kind: Kind, content: Contents[Kind]) {
  const text: NoticeTexts[Kind] = NOTICE_TEXTS[kind];
  return {
    title: (formatInstant: (instant: number) => string) => text.title(content, formatInstant),
    details: (recipient: NoticeRecipient) => text.details(content, recipient),
    chatLines: () => text.chatLines(content),
    event: () => text.event(content),
  };
}
