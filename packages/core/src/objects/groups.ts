/** The pixels of a map, or the voxels of a volume, in groups that hang together. */
export interface Components {
  /** For each the number of its group, from 1; 0 where the mask is not. */
  readonly groups: Uint32Array
  /** How many are in each group; index 0 counts nothing. */
  readonly sizes: readonly number[]
}

/** The group that has most; of equals, the first. There may be more than a call takes arguments. */
export function largestOf(sizes: readonly number[]): number {
  return sizes.reduce((most, size, group) => (size > sizes[most]! ? group : most), 0)
}

/** The first of the groups that one was joined with. */
export function rootOf(parents: number[], group: number): number {
  let root = group
  for (let up = parents[root]; up !== undefined && up !== root; up = parents[root]) {
    parents[root] = parents[up] ?? up
    root = up
  }
  return root
}

/** Makes one group of two roots, that of the lower number. */
export function joined(parents: number[], one: number, two: number): number {
  const [low, high] = one < two ? [one, two] : [two, one]
  parents[high] = low
  return low
}

/** Numbers groups from 1 in the order of their first places; changes `groups`. */
export function numbered(groups: Uint32Array, parents: number[]): Components {
  const numbers = new Map<number, number>()
  const sizes = [0]
  for (let pixel = 0; pixel < groups.length; pixel++) {
    const group = groups[pixel]!
    if (group === 0) continue
    const root = rootOf(parents, group)
    const number = numbers.get(root) ?? sizes.length
    numbers.set(root, number)
    if (number === sizes.length) sizes.push(0)
    sizes[number]! += 1
    groups[pixel] = number
  }
  return { groups, sizes }
}
