/** `1 alert`, `12 alerts` */
export function formatCount(count: number, name: string): string {
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
