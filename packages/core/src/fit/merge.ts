import type { Merge, Size } from './fit.js'

/** Sums windows into one picture. Memory: the picture and one weight a pixel, however many windows. */
export function merging(
  weights: Float32Array,
  working: Size,
  network: Size,
  channels: number,
): Merge {
  const { height, width } = working
  const sums = new Float32Array(height * width * channels)
  const total = new Float32Array(height * width)
  return {
    add({ top, left }, answer) {
      const [firstRow, lastRow] = inside(top, network.height, height)
      const [first, last] = inside(left, network.width, width)
      for (let y = firstRow; y < lastRow; y++)
        for (let x = first; x < last; x++) {
          const from = y * network.width + x
          const to = (top + y) * width + left + x
          const weight = weights[from] ?? 0
          total[to] = (total[to] ?? 0) + weight
          for (let c = 0; c < channels; c++)
            sums[to * channels + c] =
              (sums[to * channels + c] ?? 0) + weight * (answer[from * channels + c] ?? 0)
        }
    },
    result() {
      const data = new Float32Array(sums.length)
      for (let pixel = 0; pixel < total.length; pixel++) {
        const weight = total[pixel] ?? 0
        for (let i = pixel * channels; weight > 0 && i < (pixel + 1) * channels; i++)
          data[i] = (sums[i] ?? 0) / weight
      }
      return { data, height, width, channels }
    },
  }
}

/** The window's own rows, or columns, that lie in the picture. */
function inside(start: number, length: number, end: number): [number, number] {
  return [Math.max(0, -start), Math.min(length, end - start)]
}
