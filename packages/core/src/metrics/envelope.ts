/**
 * `d(x) = min over q of f(q) + (step (x − q))²` along one row; buffers are shared between rows.
 *
 * Source: Felzenszwalb and Huttenlocher 2012, "Distance transforms of sampled functions".
 */
export class Envelope {
  private readonly roots: Int32Array
  private readonly heights: Float64Array
  /** `starts[k]`: where parabola `k` becomes the lowest, in pixels. */
  private readonly starts: Float64Array

  constructor(
    width: number,
    private readonly step: number,
  ) {
    this.roots = new Int32Array(width)
    this.heights = new Float64Array(width)
    this.starts = new Float64Array(width)
  }

  /** Replaces `f` by `d`; a row without a finite value stays as it is. */
  transform(row: Float64Array): void {
    const last = this.build(row)
    if (last < 0) return
    const { roots, heights, starts, step } = this
    for (let x = 0, k = 0; x < row.length; x++) {
      while (k < last && starts[k + 1]! < x) k++
      const offset = (x - roots[k]!) * step
      row[x] = offset * offset + heights[k]!
    }
  }

  /** Finds the parabolas that are lowest somewhere; returns the index of the last, −1 if none. */
  private build(row: Float64Array): number {
    const { roots, heights, starts } = this
    const square = this.step * this.step
    let k = -1
    for (let q = 0; q < row.length; q++) {
      const f = row[q]!
      if (f === Infinity) continue
      let start = -Infinity
      while (k >= 0) {
        const root = roots[k]!
        // where the parabolas rooted at `root` and `q` meet (eq. 1 with p = root)
        start = ((f - heights[k]!) / square + (q * q - root * root)) / (2 * (q - root))
        if (start > starts[k]!) break
        k--
        start = -Infinity
      }
      k++
      roots[k] = q
      heights[k] = f
      starts[k] = start
    }
    return k
  }
}
