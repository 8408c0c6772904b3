/** A mail before it is text or HTML, so that both say the same. All texts are plain; whoever prints them escapes. */
export interface MailContent {
  readonly subject: string;
  /** what mail programs show beside the subject */
  readonly preheader: string;
  /** what holds for all of it and must not be overlooked */
  readonly banners: readonly string[];
  /** what stands above several stories; null of one */
  readonly heading: string | null;
  readonly sections: readonly MailSection[];
  readonly footer: readonly string[];
  readonly unsubscribe: string;
}

/** `up`, `down`: where the value went. `warning`: something does not work. */
export type Tone = 'up' | 'down' | 'plain' | 'warning';

/** One message in words. */
export interface MailSection {
  readonly tone: Tone;
  /** what kind of message it is */
  readonly kicker: string;
  readonly title: string;
  /** what was found, big */
  readonly figure: { readonly name: string; readonly value: string } | null;
  readonly picture: Picture | null;
  readonly paragraphs: readonly string[];
  /** the person's own */
  readonly note: string | null;
  readonly rows: readonly Row[];
  /** all of it in one line, for lists */
  readonly line: string;
  /** the first is the one that lists show */
  readonly links: readonly Link[];
}

export interface Row {
  readonly name: string;
  readonly lines: readonly string[];
}

export interface Link {
  readonly label: string;
  readonly address: string;
}

/** A picture with the labels that stand around it, as it has none inside. */
export interface Picture {
  readonly cid: string;
  /** what it shows, for who does not see it */
  readonly alt: string;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly high: string;
  readonly low: string;
  readonly from: string;
  readonly to: string;
  /** of the dashed line; null when there is none */
  readonly line: string | null;
}
