import { fail } from '../support/errors.js'

/**
 * The cheapest way to give each row a column of its own, by the Hungarian method in its O(n³) form with
 * potentials.
 *
 * Source: Kuhn 1955, "The Hungarian method for the assignment problem"; shortest augmenting paths as in
 * Jonker and Volgenant 1987.
 *
 * @param cost `size × size` numbers, row by row.
 * @returns The column of each row.
 * @throws SpadError if `cost` is no square.
 */
export function assign(cost: Float64Array, size: number): Int32Array {
  if (cost.length !== size * size)
    fail('core', `\`cost\` has ${cost.length} numbers: ${size} rows need ${size * size}.`)
  // index 0 is nobody; rows and columns count from 1
  const rowOf = new Int32Array(size + 1)
  const rowPrice = new Float64Array(size + 1)
  const columnPrice = new Float64Array(size + 1)
  for (let row = 1; row <= size; row++) {
    const before = new Int32Array(size + 1)
    const slack = new Float64Array(size + 1).fill(Infinity)
    const visited = new Uint8Array(size + 1)
    let column = 0
    rowOf[0] = row
    do {
      visited[column] = 1
      const from = rowOf[column]!
      let [delta, next] = [Infinity, 0]
      for (let j = 1; j <= size; j++) {
        if (visited[j]) continue
        const price = cost[(from - 1) * size + j - 1]! - rowPrice[from]! - columnPrice[j]!
        if (price < slack[j]!) {
          slack[j] = price
          before[j] = column
        }
        if (slack[j]! < delta) [delta, next] = [slack[j]!, j]
      }
      for (let j = 0; j <= size; j++)
        if (visited[j]) {
          const owner = rowOf[j]!
          rowPrice[owner] = rowPrice[owner]! + delta
          columnPrice[j] = columnPrice[j]! - delta
        } else slack[j] = slack[j]! - delta
      column = next
    } while (rowOf[column] !== 0)
    for (; column !== 0; column = before[column]!) rowOf[column] = rowOf[before[column]!]!
  }
  const result = new Int32Array(size)
  for (let j = 1; j <= size; j++) result[rowOf[j]! - 1] = j - 1
  return result
}
