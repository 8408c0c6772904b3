// The page takes this file, which needs no zod.

export const MAX_TITLE_LENGTH = 200;
export const MAX_TEXT_LENGTH = 2_000;
export const MAX_BODY_LENGTH = 4_000;
/** In one text: a value has up to 200 characters or so, so what is made of it stays below 20 KB. */
export const MAX_PLACEHOLDERS = 50;
