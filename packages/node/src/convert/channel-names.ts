/**
 * The names of channels, of which the first has a number; those that are empty or stand twice are told apart by it.
 *
 * @param names As a foreign data set has them; `[]`: they are numbered.
 */
export function channelNames(names: readonly string[], first: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => channelName(names, first + i))
}

function channelName(names: readonly string[], index: number): string {
  const name = names[index]?.trim() ?? ''
  if (name === '') return `channel ${index}`
  return names.filter((other) => other.trim() === name).length > 1 ? `${name} ${index}` : name
}
