import type { Raster } from '../contracts/sample.js'
import type { RowSource } from './row-source.js'

/** Some rows of a source as a picture; what was asked for the last time is not made again. */
export function slabsOf(source: RowSource): (from: number, to: number) => Raster {
  const { width, channels } = source
  const length = width * channels
  let first = 0
  let held: Raster = { data: new Float32Array(0), height: 0, width, channels }
  return (from, to) => {
    const end = first + held.height
    if (from === first && to === end) return held
    const data = new Float32Array((to - from) * length)
    // windows go down: what they share with those before stands at the end of what is held
    const shared = from >= first && from < end ? Math.min(end, to) : from
    data.set(held.data.subarray((from - first) * length, (shared - first) * length))
    if (to > shared) data.set(source.rows(shared, to), (shared - from) * length)
    first = from
    held = { data, height: to - from, width, channels }
    return held
  }
}
