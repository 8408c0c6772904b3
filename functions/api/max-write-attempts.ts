/** The evaluator and other requests write the same items: a lost race is run again this often. */
export const MAX_WRITE_ATTEMPTS = 10;
