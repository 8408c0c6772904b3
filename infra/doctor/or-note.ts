import { type Finding, note } from './finding.ts';

/** A check that these credentials may not make says nothing about the stack, which uses roles of its own. */
export async function orNote(about: string, check: () => Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return note(about, `This can't be looked at with these credentials (${why}). It may work all the same.`);
  }
}
