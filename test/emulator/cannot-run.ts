/** This machine can't run the emulator: no error of Pricebell. The message says what is missing and what to do. */
export class CannotRunError extends Error {
  override readonly name = 'CannotRunError';
}
