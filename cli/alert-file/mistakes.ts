import type * as z from 'zod';

/** What is wrong in a file, and where: the keys that lead there, such as `condition`, `level`. */
export interface Mistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A field that there is not is named where it stands. */
export function mistakesOf({ issues }: z.ZodError): Mistake[] {
  return issues.flatMap((issue): Mistake[] => {
    const path = issue.path.filter((key) => typeof key !== 'symbol');
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key], message: 'is no field of it' }));
  });
}
