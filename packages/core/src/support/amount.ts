/**
 * A number with what it counts: `1 group`, `3 groups`, `2 classes`.
 *
 * @param several The word for any other number than one. @default `one` and an s
 */
export function amount(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`
}
