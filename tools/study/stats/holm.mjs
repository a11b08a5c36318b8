// @ts-check

/**
 * Holm's correction: p-values of a family of tests, such that the chance of even one false alarm is at
 * most the level they are compared with. `null`s are no tests and stay.
 *
 * Source: Holm 1979, "A simple sequentially rejective multiple test procedure".
 *
 * @param {readonly (number | null)[]} ps
 * @returns {(number | null)[]} in the same order
 */
export function holm(ps) {
  const order = ps.flatMap((p, i) => (p === null ? [] : [{ p, i }])).sort((a, b) => a.p - b.p)
  const adjusted = [...ps]
  let highest = 0
  order.forEach(({ p, i }, rank) => {
    highest = Math.max(highest, Math.min(1, (order.length - rank) * p))
    adjusted[i] = highest
  })
  return adjusted
}
