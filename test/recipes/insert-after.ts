/** Puts `addition` right after `place`. @throws Error unless `place` is in the text exactly once */
export function insertAfter(place: string, addition: string): (text: string) => string {
  return (text) => {
    const count = text.split(place).length - 1;
    if (count !== 1) throw new Error(`${JSON.stringify(place)} is in the file ${count} times, not once`);
    return text.replace(place, () => `${place}${addition}`);
  };
}
