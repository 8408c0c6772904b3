// The page takes this file: the schemas, which need zod, are in contract/.

/** Bounds of what a person may send in one alert, characters. */
export const MAX_NAME_LENGTH = 80;
export const MAX_NOTE_LENGTH = 200;
export const MAX_EXTERNAL_ID_LENGTH = 128;

/** Items of one request that makes or changes many alerts. */
export const MAX_ITEMS = 100;
