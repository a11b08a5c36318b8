import { type Taps, triangleTaps } from './resize.js'
import type { Raster } from '../contracts/sample.js'

/** No class is likelier than all others by enough, at least not everywhere. */
const UNSURE = 255
/** By so much a class must lead in all pixels that an output is made of: far more than sums of them are rounded. */
const LEAD = 1e-5

/**
 * The likeliest class of each pixel of probabilities that are enlarged, to the bit as if they were: of equals, the
 * lowest. Only pixels between such of different classes are computed; where one class leads in all that a pixel is
 * made of, it leads in their mean, as rounding never turns an order round.
 *
 * @param height No less than the probabilities'.
 * @param width No less than the probabilities'.
 */
export function enlargedLabels(probabilities: Raster, height: number, width: number): Uint8Array {
  const rows = triangleTaps(probabilities.height, height)
  const columns = triangleTaps(probabilities.width, width)
  const labels = new Uint8Array(height * width)
  enlargeBands({ ...probabilities, base: 0 }, cellsOf(rows), { rows, columns }, { labels, top: 0 })
  return labels
}

/**
 * Makes the labels of some bands of the result, one below the other, of which the first row is `top`.
 *
 * @param slab The rows that they are made of, from row `base` on.
 */
export function enlargeBands(
  slab: Slab,
  bands: readonly Cell[],
  { rows, columns }: { readonly rows: Taps; readonly columns: Taps },
  { labels, top }: { readonly labels: Uint8Array; readonly top: number },
): void {
  const leaders = leadersOf(slab)
  const cells = cellsOf(columns)
  const width = columns.first.length
  const line = new Uint8Array(width)
  for (const { from, to, first, count } of bands) {
    const common = commonLeaders(leaders, slab.width, first - slab.base, count)
    const unsure = fillLine(line, cells, common)
    const fill = unsure.length > 0 ? lineFiller(slab, columns, unsure) : undefined
    for (let row = from; row < to; row++) {
      const at = (row - top) * width
      labels.set(line, at)
      fill?.(rows, row, labels.subarray(at, at + width))
    }
  }
}

/** Rows of a picture, of which the first is row `base`. */
interface Slab extends Omit<Raster, 'height'> {
  readonly base: number
}

/** Puts the leaders into a line, equal neighbours together; the cells that have none. */
function fillLine(line: Uint8Array, cells: readonly Cell[], common: Uint8Array): Cell[] {
  const unsure: Cell[] = []
  let [begun, last] = [0, 0]
  for (const cell of cells) {
    const leader = commonLeader(common, cell.first, cell.count)
    if (leader === UNSURE) unsure.push(cell)
    if (leader === last) continue
    line.fill(last, begun, cell.from)
    begun = cell.from
    last = leader
  }
  line.fill(last, begun)
  return unsure
}

/** Outputs, from `from` to before `to`, that are made of the same `count` inputs from `first` on. */
export interface Cell {
  readonly from: number
  readonly to: number
  readonly first: number
  readonly count: number
}

export function cellsOf({ first, count }: Taps): Cell[] {
  const cells: Cell[] = []
  for (let from = 0, to = 0; from < first.length; from = to) {
    const same = { first: first[from]!, count: count[from]! }
    while (to < first.length && first[to] === same.first && count[to] === same.count) to++
    cells.push({ from, to, ...same })
  }
  return cells
}

/** For each pixel the class that leads, or {@link UNSURE}. */
function leadersOf({ data, channels }: Slab): Uint8Array {
  const leaders = new Uint8Array(data.length / channels)
  for (let pixel = 0; pixel < leaders.length; pixel++) {
    let [best, first, second] = [0, -Infinity, -Infinity]
    for (let k = 0; k < channels; k++) {
      const value = data[pixel * channels + k]!
      if (value > first) {
        second = first
        first = value
        best = k
      } else if (value > second) second = value
    }
    leaders[pixel] = first - second > LEAD ? best : UNSURE
  }
  return leaders
}

/** For each column the leader of `count` rows from `first` on. */
function commonLeaders(leaders: Uint8Array, width: number, first: number, count: number) {
  const common = leaders.slice(first * width, (first + 1) * width)
  for (let row = first + 1; row < first + count; row++)
    for (let x = 0; x < width; x++) if (leaders[row * width + x] !== common[x]) common[x] = UNSURE
  return common
}

function commonLeader(leaders: Uint8Array, first: number, count: number): number {
  const leader = leaders[first] ?? UNSURE
  for (let i = first + 1; i < first + count; i++) if (leaders[i] !== leader) return UNSURE
  return leader
}

/** Computes the pixels of `cells` in a row, as `resizeRaster` does: first over rows, rounded, then over columns. */
function lineFiller({ data, width, channels, base }: Slab, columns: Taps, cells: readonly Cell[]) {
  const few = new Float32Array(width * channels)
  const sums = new Float32Array(channels)
  const inner = width * channels
  return (rows: Taps, row: number, labels: Uint8Array): void => {
    let done = 0
    for (const { from, to, first, count } of cells) {
      const end = (first + count) * channels
      // neighbours share columns
      for (let i = Math.max(done, first * channels); i < end; i++)
        few[i] = weigh(rows, row, data, (rows.first[row]! - base) * inner + i, inner)
      done = end
      for (let x = from; x < to; x++) {
        for (let k = 0; k < channels; k++)
          sums[k] = weigh(columns, x, few, first * channels + k, channels)
        labels[x] = likeliest(sums)
      }
    }
  }
}

/** The weighted sum of an output's inputs, which lie `step` apart. */
function weigh(
  { count, weights, stride }: Taps,
  output: number,
  values: Float32Array,
  start: number,
  step: number,
): number {
  let sum = 0
  for (let tap = 0, at = start; tap < count[output]!; tap++, at += step)
    sum += weights[output * stride + tap]! * values[at]!
  return sum
}

function likeliest(values: Float32Array): number {
  let best = 0
  for (let k = 1; k < values.length; k++) if (values[k]! > values[best]!) best = k
  return best
}
