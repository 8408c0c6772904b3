import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { linkTokensBy } from '../../../../../adapters/dynamodb/messages/link-tokens.ts';
import { type CursorList, createCursors, jsonPositions } from '../../../../../functions/api/http/signed-cursors.ts';
import { memoryLinkKey } from '../../../../support/memory-links.ts';

const positions = jsonPositions(z.strictObject({ at: z.number(), id: z.string() }));
const list: CursorList = { route: 'GET /api/alerts', person: 'issuer#ada', shows: { status: 'active' } };
const anyPosition = fc.record({ at: fc.integer(), id: fc.string() });
const refused = { options: { status: 422, errors: [{ path: 'cursor', message: 'is not a cursor of this list' }] } };

test('a list takes the cursors that it gave, in every environment', async () => {
  const key = memoryLinkKey();
  const [writer, reader] = [createCursors(key), createCursors(key)];
  await fc.assert(
    fc.asyncProperty(anyPosition, async (position) => {
      const cursor = await writer.write(list, position, positions);
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(await reader.read(list, cursor ?? '', positions)).toEqual(position);
    }),
  );
  expect(await reader.read(list, undefined, positions)).toBeNull();
  expect(await writer.write(list, null, positions)).toBeNull();
});

test('a cursor of which any byte was changed is refused', async () => {
  const cursors = createCursors(memoryLinkKey());
  const cursor = Buffer.from((await cursors.write(list, { at: 7, id: 'a' }, positions)) ?? '', 'base64url');
  for (const index of cursor.keys()) {
    const changed = Buffer.from(cursor);
    changed.writeUInt8(cursor.readUInt8(index) ^ 1, index);
    await expect(cursors.read(list, changed.toString('base64url'), positions)).rejects.toMatchObject(refused);
  }
});

test.each<[string, CursorList]>([
  ['another person', { ...list, person: 'issuer#bob' }],
  ['another route', { ...list, route: 'GET /api/triggers' }],
  ['another filter', { ...list, shows: { status: 'paused' } }],
  ['a further filter', { ...list, shows: { status: 'active', sort: 'fired' } }],
])('a cursor is refused by the list of %s', async (_, other) => {
  const cursors = createCursors(memoryLinkKey());
  const cursor = (await cursors.write(list, { at: 7, id: 'a' }, positions)) ?? '';
  await expect(cursors.read(other, cursor, positions)).rejects.toMatchObject(refused);
});

describe('what nobody signed', () => {
  test.each(['', 'x', '0', 'e30', 'A'.repeat(9_000), '💥', Buffer.from('{"at":1,"id":"a"}').toString('base64url')])(
    'is refused: %.20s',
    async (text) => {
      const cursors = createCursors(memoryLinkKey());
      await cursors.write(list, { at: 7, id: 'a' }, positions);
      await expect(cursors.read(list, text, positions)).rejects.toMatchObject(refused);
    },
  );

  test('is refused too while there is no key, and makes none', async () => {
    const key = memoryLinkKey();
    await expect(createCursors(key).read(list, 'A'.repeat(40), positions)).rejects.toMatchObject(refused);
    expect(await key.read()).toBeNull();
  });
});

test('a link in a mail is no cursor, and a cursor no link, though one key signs both', async () => {
  const key = memoryLinkKey();
  const [cursors, links] = [createCursors(key), linkTokensBy(key)];
  const link = await links.makeLink({ do: 'unsubscribe', person: list.person }, 1_000);
  await expect(cursors.read(list, link, positions)).rejects.toMatchObject(refused);
  const cursor = (await cursors.write(list, { at: 7, id: 'a' }, positions)) ?? '';
  expect(await links.readLink(cursor, 1_000)).toBe('invalid');
});

test('a signed position that this version can not read is refused', async () => {
  const cursors = createCursors(memoryLinkKey());
  const older = jsonPositions(z.strictObject({ at: z.number() }));
  const cursor = (await cursors.write(list, { at: 7 }, older)) ?? '';
  await expect(cursors.read(list, cursor, positions)).rejects.toMatchObject(refused);
});
