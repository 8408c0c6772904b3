import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DOCUMENT_FILES } from '../../contract/document-files.ts';

const ROOT = join(import.meta.dirname, '../..');

/** As the function reads what lies beside its code. */
export function readDocumentFile(name: string): Promise<string> {
  const path = DOCUMENT_FILES.find((file) => basename(file) === name);
  return path ? readFile(join(ROOT, path), 'utf8') : Promise.reject(new Error(`${name} is not in the bundle`));
}
