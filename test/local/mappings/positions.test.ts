import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { openPositions } from '../../../local/mappings/positions.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pricebell-positions-'));
  folders.push(folder);
  return folder;
}

const open = (folder: string) => openPositions({ folder, name: 'reader', sourceArn: 'arn:stream', since: 7 });

test('positions that several shards save at once are all there after a restart', async () => {
  const folder = makeFolder();
  const positions = open(folder);
  const shards = Array.from({ length: 5 }, (_, shard) => `shard-${shard}`);
  const saves = shards.flatMap((shard) => ['1', '2', '3'].map((at) => positions.save(shard, at)));
  await Promise.all([...saves, positions.finish('shard-4')]);
  const again = open(folder);
  expect(shards.map((shard) => again.get(shard))).toEqual(shards.map(() => ({ after: '3' })));
  expect(shards.filter((shard) => again.isFinished(shard))).toEqual(['shard-4']);
  expect(again.get('new')).toEqual({ since: 7 });
});

test('a position is saved when its promise says so, whatever is saved after it', async () => {
  const folder = makeFolder();
  const positions = open(folder);
  const first = positions.save('a', '1');
  const second = positions.save('b', '1');
  await first;
  expect(open(folder).get('a')).toEqual({ after: '1' });
  await second;
});

test('a save that fails is heard of by its caller, and the next one is written', async () => {
  const folder = join(makeFolder(), 'positions');
  const positions = open(folder);
  rmSync(folder, { recursive: true });
  writeFileSync(folder, 'in the way');
  await expect(positions.save('a', '1')).rejects.toThrow('EEXIST');
  rmSync(folder);
  await positions.save('b', '2');
  expect([open(folder).get('a'), open(folder).get('b')]).toEqual([{ after: '1' }, { after: '2' }]);
});
