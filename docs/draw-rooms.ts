// Draws docs/rooms.md from the imports as they stand: `npm run rooms`.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import config from '../.dependency-cruiser.ts';

const ROOT = join(import.meta.dirname, '..');
const PAGE = join(import.meta.dirname, 'rooms.md');
const FOLDERS = ['domain', 'contract', 'text', 'adapters', 'functions', 'ingest-task', 'infra', 'cli', 'web', 'local'];
const FOLDER = `^(${FOLDERS.join('|')})`;

const PICTURES = [
  { title: 'The folders', folders: FOLDERS, files: `${FOLDER}/`, room: FOLDER },
  { title: 'The rooms of `domain`', folders: ['domain'], files: '^domain/', room: '^domain/[^/]+' },
  {
    title: 'The rooms of `ingest-task`',
    folders: ['ingest-task'],
    files: '^ingest-task/[^/]+/',
    room: '^ingest-task/(exchanges/[^/]+|[^/]+)',
  },
  { title: 'The rooms of `web`', folders: ['web'], files: '^web/[^/]+/', room: '^web/[^/]+' },
];

/** The page: a diagram for each picture, as GitHub draws it. */
export async function drawRooms(): Promise<string> {
  const pictures: string[] = [];
  for (const picture of PICTURES) {
    pictures.push(`## ${picture.title}\n\n\`\`\`mermaid\n${await drawPicture(picture)}\n\`\`\`\n`);
  }
  return [
    '# Who imports whom\n',
    'Made by `npm run rooms` from the imports as they stand, type-only ones included. An arrow reads "imports". The rules are in',
    '[.dependency-cruiser.ts](../.dependency-cruiser.ts); `npm run layers` checks them.\n',
    ...pictures,
  ].join('\n');
}

async function drawPicture({ folders, files, room }: (typeof PICTURES)[number]): Promise<string> {
  const { output } = await cruise(folders, {
    ...config.options,
    baseDir: ROOT,
    includeOnly: files,
    collapse: room,
    outputType: 'mermaid',
    reporterOptions: { mermaid: { minify: false } },
  });
  const lines = String(output).trim().split('\n');
  const isArrow = (line: string) => line.includes('-->');
  // in the order of names: the order of the import lines must not change the picture
  return [...lines.filter((line: string) => !isArrow(line)), ...lines.filter(isArrow).sort()].join('\n');
}

if (process.argv[1] === import.meta.filename) await writeFile(PAGE, await drawRooms());
