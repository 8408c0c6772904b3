/** A browser that keeps cookies, follows redirects and fills in the local issuer's forms. */
export class SignInBrowser {
  readonly #cookies = new Map<string, string>();
  readonly #email: string;
  readonly #fields: Readonly<Record<string, string>>;

  /** `fields`: what it enters beside the address. */
  constructor(email: string, fields: Readonly<Record<string, string>> = {}) {
    this.#email = email;
    this.#fields = fields;
  }

  /** Where `address` leads to without a form being filled in, at the latest at an address that starts with `end`, which is not opened. */
  follow(address: string, end: string): Promise<{ url: string; text: string }> {
    return this.#open(address, {}, end);
  }

  /** Signs in from `address` on, and agrees to all that is asked. @returns the text of the page at the end */
  async signIn(address: string): Promise<string> {
    return (await this.signInUntil(address)).text;
  }

  /** The same, at the latest until an address that starts with `end`. */
  async signInUntil(address: string, end?: string): Promise<{ url: string; text: string }> {
    let page = await this.#open(address, {}, end);
    for (let forms = 0; forms < 8 && page.text.includes('<form'); forms += 1) page = await this.#submit(page, end);
    return page;
  }

  async #submit({ url, text }: { url: string; text: string }, end?: string) {
    const action = /<form[^>]*action="([^"]+)"/.exec(text)?.[1] ?? url;
    const fields = new URLSearchParams();
    for (const [input] of text.matchAll(/<input[^>]*>/g)) {
      const name = /name="([^"]+)"/.exec(input)?.[1];
      if (name !== undefined) fields.set(name, /value="([^"]*)"/.exec(input)?.[1] ?? '');
    }
    if (fields.has('email')) fields.set('email', this.#email);
    fields.delete('operator');
    for (const [name, value] of Object.entries(this.#fields)) fields.set(name, value);
    return this.#open(new URL(action.replaceAll('&amp;', '&'), url).href, { method: 'POST', body: fields }, end);
  }

  async #open(address: string, init: RequestInit, end?: string): Promise<{ url: string; text: string }> {
    let next: { url: string; init: RequestInit } | null = { url: address, init };
    for (let hops = 0; next && hops < 10; hops += 1) {
      const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const response: Response = await fetch(next.url, { ...next.init, redirect: 'manual', headers: { cookie } });
      for (const line of response.headers.getSetCookie()) this.#keep(line);
      const location = response.headers.get('location');
      if (location === null) return { url: next.url, text: await response.text() };
      next = { url: new URL(location, next.url).href, init: {} };
      if (end !== undefined && next.url.startsWith(end)) return { url: next.url, text: '' };
    }
    throw new Error(`${address} redirects for ever`);
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (value === '') this.#cookies.delete(name);
    else this.#cookies.set(name, value);
  }
}
