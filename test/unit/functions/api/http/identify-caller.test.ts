import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifyCaller, requireAdmin } from '../../../../../functions/api/http/identify-caller.ts';
import { Problem } from '../../../../../functions/api/http/problem.ts';
import { parseEvent } from '../../../../../functions/api/http/read-request.ts';
import { renderClaims } from '../../../../../local/http/jwt-authorizer.ts';
import { ADAS_CLAIMS, buildApiEvent } from '../../../../support/api-event.ts';

function callerOf(claims: Record<string, unknown> | null) {
  return identifyCaller(parseEvent(buildApiEvent('GET /api/me', { claims })));
}

function statusOf(claims: Record<string, unknown> | null): number {
  try {
    callerOf(claims);
    return 200;
  } catch (error) {
    if (error instanceof Problem) return error.options.status;
    throw error;
  }
}

describe('the caller', () => {
  it('is known by issuer and subject', () => {
    expect(callerOf(ADAS_CLAIMS)).toEqual({
      person: 'https://issuer.example#ada',
      email: 'ada@example.com',
      isAdmin: false,
    });
  });

  it.each([
    [{ email_verified: true }, 200],
    [{ token_use: 'id' }, 200],
    [{ email_verified: 'false' }, 403],
    [{ email_verified: undefined }, 403],
    [{ email: undefined }, 403],
    [{ email: 'a@b\r\nbcc: c' }, 403],
    [{ token_use: 'access' }, 403],
    [{ sub: '' }, 401],
  ])('with %j: %i', (claims, status) => {
    expect(statusOf({ ...ADAS_CLAIMS, ...claims })).toBe(status);
  });

  it('without claims is nobody', () => {
    expect(statusOf(null)).toBe(401);
  });

  it.each([
    ['[admin]', true],
    ['[staff admin]', true],
    ['[admin staff]', true],
    ['admin', true],
    [['staff', 'admin'], true],
    ['[administrators]', false],
    ['[guests,admin]', false],
    ['[admin,]', false],
    ['[[admin]]', false],
    ['[Admin]', false],
    ['guests,admin', false],
    ['guests admin', false],
    [['guests,admin'], false],
    [['guests admin'], false],
    ['["admin"]', false],
    ['[]', false],
    ['', false],
    [7, false],
    [null, false],
    [{ admin: true }, false],
  ])('in the groups %j is an admin: %s', (groups, isAdmin) => {
    const caller = callerOf({ ...ADAS_CLAIMS, 'cognito:groups': groups });
    expect(caller.isAdmin).toBe(isAdmin);
    if (isAdmin) requireAdmin(caller);
    else expect(() => requireAdmin(caller)).toThrow(Problem);
  });

  it('is an admin just when a whole name is `admin`, whatever other names a Cognito pool can hold', () => {
    const name = fc.oneof(
      fc.constantFrom('admin', 'guests,admin', '[admin', 'admin]', '[admin]'),
      fc.stringMatching(/^[!-~]{1,12}$/),
    );
    fc.assert(
      fc.property(fc.array(name), (names) => {
        const claims = renderClaims({ 'cognito:groups': names });
        expect(callerOf({ ...ADAS_CLAIMS, ...claims }).isAdmin).toBe(names.includes('admin'));
      }),
    );
  });

  it('with any claims is identified or refused: it never crashes', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...Object.keys(ADAS_CLAIMS), 'cognito:groups'), fc.jsonValue()),
        (claims) => {
          expect([200, 401, 403]).toContain(statusOf({ ...ADAS_CLAIMS, ...claims }));
        },
      ),
    );
  });
});
