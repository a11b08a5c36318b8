// @ts-check

/**
 * Few labels: a share of the cases, whole groups (patients) in a random order, the last one cut where the
 * share is reached. At least one case stays.
 *
 * @param {{ share?: number }} options
 * @returns {import('./alter.mjs').Alteration}
 */
export function keep({ share = 0.1 }) {
  return (data, { random, group }) => {
    const place = new Map(
      data.names.map((name) => [group(name), random.fork(group(name)).uniform()]),
    )
    const ranked = data.names
      .map((name, index) => ({ index, place: place.get(group(name)) ?? 0 }))
      .sort((a, b) => a.place - b.place || a.index - b.index)
    const count = Math.max(1, Math.round(share * ranked.length))
    const kept = ranked
      .slice(0, count)
      .map(({ index }) => index)
      .sort((a, b) => a - b)
    return {
      ...data,
      names: kept.map((index) => data.names[index] ?? ''),
      read: (index) => data.read(kept[index] ?? -1),
    }
  }
}
