import type { Bits } from './bits.js'
import { Contexts } from './contexts.js'
import type { Parameters } from './parameters.js'

/** Bits of a run's length, by how long runs were of late (ISO 14495-1, table A.17). */
const RUN_BITS = [
  0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14,
  15,
]

/** One line: `width` samples with one before and one after, for each component in a row of its own. */
type Line = Int32Array

/** Decodes the lines of one scan; each sample costs a bounded number of bits. */
export class ScanDecoder {
  readonly #contexts: Contexts
  #runIndex = 0

  constructor(
    private readonly parameters: Parameters,
    private readonly bits: Bits,
    private readonly width: number,
  ) {
    this.#contexts = new Contexts(parameters, bits)
  }

  /**
   * Reads one line of samples that lie `step` components side by side.
   *
   * @param above The lines of the same components before it.
   * @returns Where runs stand; the next line of the same components is given it.
   */
  line(above: readonly Line[], lines: readonly Line[], runIndex: number): number {
    this.#runIndex = runIndex
    for (const [c, line] of lines.entries()) {
      const before = above[c] ?? line
      before[this.width + 1] = before[this.width] ?? 0
      line[0] = before[1] ?? 0
    }
    let x = 1
    while (x <= this.width) {
      if (lines.every((line, c) => this.#context(above[c] ?? line, line, x) === 0))
        x = this.#run(above, lines, x)
      else {
        for (const [c, line] of lines.entries()) this.#sample(above[c] ?? line, line, x)
        x++
      }
    }
    return this.#runIndex
  }

  #context(above: Line, line: Line, x: number): number {
    const [left = 0, corner = 0, over = 0, next = 0] = [
      line[x - 1],
      above[x - 1],
      above[x],
      above[x + 1],
    ]
    return (
      81 * this.#level(next - over) + 9 * this.#level(over - corner) + this.#level(corner - left)
    )
  }

  /** A difference of neighbours as one of nine levels, -4 to 4. */
  #level(difference: number): number {
    const { near, thresholds } = this.parameters
    const size = Math.abs(difference)
    if (size <= near) return 0
    const level = size < thresholds[0] ? 1 : size < thresholds[1] ? 2 : size < thresholds[2] ? 3 : 4
    return difference < 0 ? -level : level
  }

  #sample(above: Line, line: Line, x: number): void {
    const signed = this.#context(above, line, x)
    const sign = signed < 0 ? -1 : 1
    const context = Math.abs(signed)
    const guess = median(line[x - 1] ?? 0, above[x] ?? 0, above[x - 1] ?? 0)
    const near = this.#clamped(guess + sign * this.#contexts.correction(context))
    line[x] = this.#rebuilt(near, sign * this.#contexts.error(context))
  }

  /** A run of one value, to the end of the line or to a sample that ends it; the next place. */
  #run(above: readonly Line[], lines: readonly Line[], start: number): number {
    const last = this.width + 1
    let x = start
    while (x < last && this.bits.bit() === 1) {
      const length = 2 ** (RUN_BITS[this.#runIndex] ?? 0)
      if (x + length <= last) this.#runIndex = Math.min(31, this.#runIndex + 1)
      x = Math.min(last, x + length)
    }
    const bits = RUN_BITS[this.#runIndex] ?? 0
    const ended = x < last
    if (ended) x += this.bits.number(bits)
    if (x > last || (ended && x === last)) throw new RangeError('run')
    for (const line of lines) line.fill(line[start - 1] ?? 0, start, x)
    if (!ended) return x
    for (const [c, line] of lines.entries())
      line[x] = this.#afterRun(line[x - 1] ?? 0, above[c]?.[x] ?? 0, bits, lines.length > 1)
    this.#runIndex = Math.max(0, this.#runIndex - 1)
    return x + 1
  }

  #afterRun(left: number, over: number, bits: number, several: boolean): number {
    if (!several && Math.abs(left - over) <= this.parameters.near)
      return this.#rebuilt(left, this.#contexts.errorAfterRun(1, bits))
    const sign = over < left ? -1 : 1
    return this.#rebuilt(over, sign * this.#contexts.errorAfterRun(0, bits))
  }

  #rebuilt(guess: number, error: number): number {
    const { max, near, range } = this.parameters
    const step = 2 * near + 1
    const value = guess + error * step
    if (value < -near) return this.#clamped(value + range * step)
    return this.#clamped(value > max + near ? value - range * step : value)
  }

  #clamped(value: number): number {
    return Math.max(0, Math.min(this.parameters.max, value))
  }
}

function median(left: number, over: number, corner: number): number {
  if (corner >= Math.max(left, over)) return Math.min(left, over)
  if (corner <= Math.min(left, over)) return Math.max(left, over)
  return left + over - corner
}
