import type { ImportView } from '../../../../contract/alert-export.ts';
import { MAX_ITEMS } from '../../../../domain/alerts/request-limits.ts';
import { describeError } from '../../../api/api-error.ts';
import { callApi } from '../../../api/call-api.ts';
import { putAlerts } from '../../../store/alerts.ts';
import type { FileItem, FileProblem } from './read-import-file.ts';

export interface ImportCounts {
  readonly made: number;
  readonly exists: number;
  /** of the file's items, what was refused, with its place in the file */
  readonly refused: readonly FileProblem[];
}

/** Sends the items, a hundred at a time. `dryRun`: nothing is changed. What a failed request held is refused, and so is all after it. */
export async function runImport(items: readonly FileItem[], dryRun: boolean): Promise<ImportCounts> {
  let [made, exists, from] = [0, 0, 0];
  const refused: FileProblem[] = [];
  try {
    for (; from < items.length; from += MAX_ITEMS) {
      const some = items.slice(from, from + MAX_ITEMS);
      const body = { alerts: some.map(({ alert }) => alert), dryRun };
      const view = await callApi('POST /api/alerts/import', { body });
      made += view.made;
      exists += view.exists;
      refused.push(...refusedOf(view, some));
      if (!dryRun) putAlerts(view.results.flatMap(({ alert }) => alert ?? []));
    }
  } catch (error) {
    const message = describeError(error);
    refused.push(...items.slice(from).map((item) => ({ place: placeOf(item), message })));
  }
  return { made, exists, refused };
}

function refusedOf({ results }: ImportView, items: readonly FileItem[]): FileProblem[] {
  return results.flatMap(({ index, problem }) => {
    const item = items[index];
    return problem && item ? [{ place: placeOf(item), message: messageOf(problem) }] : [];
  });
}

/** What is wrong, with each field. */
function messageOf({ detail, errors = [] }: NonNullable<ImportView['results'][number]['problem']>): string {
  return errors.length === 0 ? detail : errors.map(({ path, message }) => `${path} ${message}`).join('; ');
}

function placeOf({ place, title }: FileItem): string {
  return title === '' ? place : `${place}, ${title}`;
}
