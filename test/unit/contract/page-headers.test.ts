import { expect, test } from 'vitest';
import { cacheControlOf, pageHeaders } from '../../../contract/page-headers.ts';

test('files with a hash in their name are kept for ever, all others are asked for again', () => {
  expect(cacheControlOf('/assets/main-Dk3fA9.js')).toBe('public, max-age=31536000, immutable');
  for (const path of ['/index.html', '/config.json', '/sw.js', '/manifest.webmanifest', '/icon.svg', '/assets.js']) {
    expect(cacheControlOf(path), path).toBe('no-cache');
  }
});

test('the page may speak to its own origin and to the issuer, and to nobody else', () => {
  const policy = pageHeaders(['https://issuer.example', 'https://sign-in.example'])['content-security-policy'] ?? '';
  const directives = new Map(policy.split('; ').map((directive) => [directive.split(' ')[0], directive]));
  expect(directives.get('connect-src')).toBe("connect-src 'self' https://issuer.example https://sign-in.example");
  for (const [name, directive] of directives) {
    if (name !== 'connect-src') expect(directive).not.toMatch(/https?:|\*|unsafe/);
  }
  expect(directives.get('default-src')).toBe("default-src 'none'");
  expect(directives.get('require-trusted-types-for')).toBe("require-trusted-types-for 'script'");
});
