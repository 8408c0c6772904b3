import type { NoticeContent } from '../../domain/messages/notice.ts';
import type { WallClock } from '../format/wall-clock.ts';

export type NoticeKind = NoticeContent['kind'];
export type ContentOf<Kind extends NoticeKind> = Extract<NoticeContent, { kind: Kind }>;

/** Everything that people and programs get to read about one kind of notice. */
export interface NoticeText<Content> {
  /** Subject of the mail, first line of the chat message. `formatInstant` writes an instant, in ms. */
  readonly title: (content: Content, formatInstant: (instant: number) => string) => string;
  /** the mail below its title */
  readonly details: (content: Content, recipient: NoticeRecipient) => NoticeDetails;
  /** the chat message below its title; times in UTC */
  readonly chatLines: (content: Content) => readonly string[];
  /** the event that a webhook gets, without the notice's id */
  readonly event: (content: Content) => NoticeEvent;
}

/** How the person who gets the mail reads times and prices. */
export interface NoticeRecipient {
  readonly clock: WallClock;
  /** decimals of the coin's prices; null: print prices as they are */
  readonly decimals: number | null;
}

export interface NoticeDetails {
  /** `warning`: something does not work */
  readonly tone: 'plain' | 'warning';
  /** the kind of notice in a few words, above the title */
  readonly kicker: string;
  readonly paragraphs: readonly string[];
  readonly rows: readonly NoticeRow[];
  /** all of it in one line, for a mail with many messages */
  readonly summary: string;
}

export interface NoticeRow {
  readonly name: string;
  readonly lines: readonly string[];
}

export interface NoticeEvent {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}
