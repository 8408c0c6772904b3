import * as z from 'zod';
import { namesTag } from './answer.ts';
import { versionMismatch } from './problem.ts';

/** The headers of a request that changes what has a version. */
export const changeHeaders = z.object({
  'If-Match': z
    .string()
    .optional()
    .meta({
      param: { description: 'ETag of what is changed, or several, or *: 412 when none is its present version' },
    }),
});

/** @throws Problem 412 when `If-Match` is given and does not name the version */
export function checkIfMatch(ifMatch: string | undefined, version: number): void {
  if (ifMatch !== undefined && !namesTag(ifMatch, versionTag(version))) throw versionMismatch(version);
}

export function versionTag(version: number): string {
  return `"${version}"`;
}
