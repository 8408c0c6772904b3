/** Whose limits they are. */
export interface Claimer {
  readonly person: string;
  /** undefined: a link in a mail does not say */
  readonly isAdmin?: boolean | undefined;
}

/** What one change would take of the limits, or give back. */
export interface Claim {
  /** how many more alerts: −1 for one that is deleted */
  readonly alerts?: number;
  /** how many more of them are armed on a coin */
  readonly armed?: { readonly symbol: string; readonly add: number };
  /** a coin that nobody follows, to be followed */
  readonly follows?: string | undefined;
  /** a followed coin, to be let go */
  readonly unfollows?: string;
  /** ids */
  readonly webhooks?: { readonly add?: readonly string[]; readonly remove?: readonly string[] };
  /** ids */
  readonly groups?: { readonly add?: readonly string[]; readonly remove?: readonly string[] };
  /** where the request asks for the change, such as `items.3`; absent where the whole body does */
  readonly at?: string;
  /** the fields of the request, by the name of the count that leaves no room for them; what asks for the change where none is named */
  readonly fields?: Readonly<Record<string, readonly string[]>>;
}
