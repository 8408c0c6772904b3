export interface SavedFile {
  readonly name: string;
  /** a media type */
  readonly type: string;
  readonly text: string;
}

/** Gives the person a file, as a download. */
export function saveFile({ name, type, text }: SavedFile): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // a browser may begin to read it after the click has ended
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
