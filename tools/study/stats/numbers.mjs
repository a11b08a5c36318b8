// @ts-check

/** @param {readonly number[]} values */
export function sum(values) {
  return values.reduce((total, value) => total + value, 0)
}

/** `NaN` without values. @param {readonly number[]} values */
export function mean(values) {
  return sum(values) / values.length
}

/** Of a sample; `NaN` for fewer than two. @param {readonly number[]} values */
export function deviation(values) {
  const middle = mean(values)
  return Math.sqrt(sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1))
}

/** @template T @template K @param {readonly T[]} items @param {(item: T) => K} key @returns {Map<K, T[]>} */
export function groupBy(items, key) {
  /** @type {Map<K, T[]>} */
  const groups = new Map()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group) group.push(item)
    else groups.set(key(item), [item])
  }
  return groups
}

/** @param {number | null | undefined} value @returns {value is number} */
export function isNumber(value) {
  return typeof value === 'number' && Number.isFinite(value)
}
