import type { SignInView } from '../../../contract/sign-in-view.ts';
import { createPublicReads, type PublicReads, type ReadTables } from '../coins/public-reads.ts';
import { createDocsPage, type DocsPage } from '../docs/docs-page.ts';
import { type JsonText, toJsonText } from '../http/answer.ts';

/** Who issues the tokens that the gateway accepts, and to which client. */
export type SignInNames = Pick<SignInView, 'issuer' | 'clientId'>;

export interface MarketOptions {
  /** own clock, ms */
  readonly now: () => number;
  /** the text of a file of contract/document-files.ts, by its base name */
  readonly readDocumentFile: (name: string) => Promise<string>;
  readonly signIn: SignInNames;
}

/** What open reads work with. Each takes from it what it needs. */
export interface MarketDeps extends PublicReads {
  /** own clock, ms */
  readonly now: () => number;
  /** openapi.json */
  readonly readDocument: () => Promise<JsonText>;
  readonly docs: DocsPage;
  readonly signIn: SignInNames;
}

export function makeMarketDeps(tables: ReadTables, { now, readDocumentFile, signIn }: MarketOptions): MarketDeps {
  return {
    ...createPublicReads(tables, now),
    now,
    readDocument: documentReader(readDocumentFile),
    docs: createDocsPage(readDocumentFile),
    signIn,
  };
}

/** The file lies beside the code and not in it, so that a cold start does not parse what few ask for. */
function documentReader(readFile: MarketOptions['readDocumentFile']): () => Promise<JsonText> {
  let document: Promise<JsonText> | null = null;
  return () => {
    document ??= readFile('openapi.json').then((text) => toJsonText(JSON.parse(text)));
    return document;
  };
}
