/** This machine can't run the emulator. The message says what is missing and what to do; it says nothing of Pricebell. */
export class CannotRunError extends Error {
  override readonly name = 'CannotRun';
}
