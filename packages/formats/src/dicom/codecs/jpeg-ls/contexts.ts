import type { Bits } from './bits.js'
import type { Parameters } from './parameters.js'

/** Contexts of neighbours, and the two of ends of runs after them. */
const REGULAR = 365

/** No sample has more bits, so a code's length that would be larger is of a broken stream. */
const MOST_BITS = 24

/** What was learnt of each context so far, and errors read by it (ISO 14495-1, A.4 to A.7). */
export class Contexts {
  readonly #sums: Int32Array
  readonly #counts = new Int32Array(REGULAR + 2).fill(1)
  readonly #biases = new Int32Array(REGULAR)
  readonly #corrections = new Int32Array(REGULAR)
  readonly #negatives = new Int32Array(2)

  constructor(
    private readonly parameters: Parameters,
    private readonly bits: Bits,
  ) {
    const start = Math.max(2, Math.floor((parameters.range + 32) / 64))
    this.#sums = new Int32Array(REGULAR + 2).fill(start)
  }

  correction(context: number): number {
    return this.#corrections[context]!
  }

  /** The error of a sample, in steps of `2 near + 1`. */
  error(context: number): number {
    const count = this.#counts[context]!
    const bias = this.#biases[context]!
    const length = this.#codeLength(count, this.#sums[context]!)
    const mapped = this.#golomb(length, this.parameters.limit)
    const turned = this.parameters.near === 0 && length === 0 && 2 * bias <= -count
    const half = mapped >> 1
    const error = (mapped & 1) === (turned ? 1 : 0) ? half : -half - 1
    this.#learn(context, error)
    return error
  }

  /** The error of the sample that ends a run; `alike`: its neighbours are. */
  errorAfterRun(alike: 0 | 1, runBits: number): number {
    const at = REGULAR + alike
    const count = this.#counts[at]!
    const sum = this.#sums[at]!
    const negatives = this.#negatives[alike]!
    const length = this.#codeLength(count, alike ? sum + (count >> 1) : sum)
    const mapped = this.#golomb(length, this.parameters.limit - runBits - 1)
    const odd = (mapped + alike) & 1
    const size = (mapped + alike + odd) >> 1
    const error = (length !== 0 || 2 * negatives >= count) === (odd === 1) ? -size : size
    const full = count === this.parameters.reset ? 1 : 0
    this.#sums[at] = (sum + ((mapped + 1 - alike) >> 1)) >> full
    this.#negatives[alike] = (negatives + (error < 0 ? 1 : 0)) >> full
    this.#counts[at] = (count >> full) + 1
    return error
  }

  #codeLength(count: number, sum: number): number {
    let length = 0
    while (count * 2 ** length < sum) if (++length > MOST_BITS) throw new RangeError('code')
    return length
  }

  #golomb(length: number, limit: number): number {
    const { errorBits } = this.parameters
    const most = limit - errorBits - 1
    const zeros = this.bits.zeros(limit)
    if (zeros >= most) return this.bits.number(errorBits) + 1
    return zeros * 2 ** length + this.bits.number(length)
  }

  #learn(context: number, error: number): void {
    const { near, reset } = this.parameters
    let sum = this.#sums[context]! + Math.abs(error)
    let bias = this.#biases[context]! + error * (2 * near + 1)
    let count = this.#counts[context]!
    if (count === reset) {
      sum >>= 1
      bias >>= 1
      count >>= 1
    }
    count++
    const correction = this.#corrections[context]!
    if (bias <= -count) {
      bias = Math.max(bias + count, 1 - count)
      this.#corrections[context] = Math.max(-128, correction - 1)
    } else if (bias > 0) {
      bias = Math.min(bias - count, 0)
      this.#corrections[context] = Math.min(127, correction + 1)
    }
    this.#sums[context] = sum
    this.#biases[context] = bias
    this.#counts[context] = count
  }
}
