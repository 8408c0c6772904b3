import { createRef } from 'preact';

/** The finder's field, while the coins are shown: the key `/` goes there. */
export const finderInput = createRef<HTMLInputElement>();
