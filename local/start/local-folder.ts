import { fileURLToPath } from 'node:url';

/** Everything that `npm start` keeps. */
export const LOCAL_FOLDER = fileURLToPath(new URL('../../.local', import.meta.url));
