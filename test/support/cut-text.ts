/** Whether `cut` is the text, or a beginning of it that ends with `…` and splits no character. */
export function isCutOf(cut: string, text: string): boolean {
  if (cut === text) return true;
  const kept = [...cut].slice(0, -1);
  const characters = [...text];
  return cut.endsWith('…') && kept.every((character, index) => character === characters[index]);
}
