/** A mail before it becomes text and HTML, so that both say the same. All strings are plain text: the renderers escape them. */
export interface MailContent {
  readonly subject: string;
  /** what mail programs show beside the subject */
  readonly preheader: string;
  /** what holds for the whole mail and must not be overlooked */
  readonly banners: readonly string[];
  /** above a list of sections; null when there is one section */
  readonly heading: string | null;
  readonly sections: readonly MailSection[];
  readonly footer: readonly string[];
  /** address that stops all mails */
  readonly unsubscribe: string;
}

/** `up`, `down`: where the value went. `warning`: something does not work. */
export type Tone = 'up' | 'down' | 'plain' | 'warning';

/** One message in a mail. */
export interface MailSection {
  readonly tone: Tone;
  /** the kind of message in a few words, above the title */
  readonly kicker: string;
  /** what the person calls the alert: it stands before the title */
  readonly name: string | null;
  readonly title: string;
  /** the value that fired, shown large */
  readonly figure: { readonly name: string; readonly value: string } | null;
  readonly picture: Picture | null;
  readonly paragraphs: readonly string[];
  /** what the person wrote about the alert */
  readonly note: string | null;
  readonly rows: readonly Row[];
  /** the section in one line, for a list */
  readonly summary: string;
  /** a list shows the first one */
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

/** An image and the labels around it: the image itself holds no text. */
export interface Picture {
  /** names the image in the mail */
  readonly cid: string;
  /** what the image shows, for people who do not see it */
  readonly alt: string;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly high: string;
  readonly low: string;
  readonly from: string;
  readonly to: string;
  /** label of the dashed line; null when there is none */
  readonly lineLabel: string | null;
}
