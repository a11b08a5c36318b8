import { tensor, type Rank, type ShapeMap, type Tensor, util } from '@tensorflow/tfjs-core'
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { checkNumber } from './check.js'
import { exactLog } from './exact-math.js'

/** Where a generator stands; JSON, and enough to go on from. */
export interface RandomState {
  /** Identifies the stream; children are derived from it. */
  readonly key: readonly number[]
  /** How far the stream has been read. */
  readonly position: readonly number[]
  /** The second number of a normal pair, if it is still to be given. */
  readonly spare?: number
}

/**
 * A seeded stream of numbers, the same in Node and in every browser, to the bit.
 *
 * Only integer operations, `+ − × ÷` and `√` are used, which IEEE 754 rounds exactly; `Math.log` and
 * its kind differ between engines.
 */
export interface Random {
  /** A number in `[0, 1)`. */
  uniform(): number
  /** A standard normal number (Marsaglia and Bray 1964, the polar method). */
  normal(): number
  /** Fills an array with the numbers that `normal` would give one by one; several times as fast. */
  fillNormal(values: Float32Array | Float64Array): void
  /** An integer in `0 … bound − 1`; `bound` from 1 to 2³². */
  integer(bound: number): number
  /**
   * An independent stream with a name. It depends on this stream's seed and the name alone, not on
   * how many numbers were drawn, so that a new consumer does not shift the numbers of the others.
   */
  fork(name: string | number): Random
  state(): RandomState
}

/**
 * Starts a stream.
 *
 * @param seed An integer from 0 to 2⁵³ − 1, or a {@link RandomState} to go on from.
 * @throws SpadError if the seed is no such integer.
 */
export function createRandom(seed: number | RandomState): Random {
  if (typeof seed === 'object') return stream(seed.key, seed.position, seed.spare)
  checkNumber('core', 'seed', seed, { min: 0, max: 2 ** 53 - 1, integer: true })
  return stream(derive([seed, seed / 2 ** 32, 0, 0], 'seed'))
}

/** Fills a new tensor with standard normal numbers. */
export function randomNormal<R extends Rank>(shape: ShapeMap[R], random: Random): Tensor<R> {
  const values = new Float32Array(util.sizeFromShape(shape))
  random.fillNormal(values)
  return tensor(values, shape)
}

/** Fills a new tensor with numbers from `[0, 1)`. */
export function randomUniform<R extends Rank>(shape: ShapeMap[R], random: Random): Tensor<R> {
  const values = new Float32Array(util.sizeFromShape(shape))
  for (let i = 0; i < values.length; i++) values[i] = random.uniform()
  return tensor(values, shape)
}

/**
 * x, y and x² + y² of each of 256 points. They are drawn, then made to numbers: the branch that nobody can foresee
 * has a loop of its own.
 */
const points = new Float64Array(768)

function stream(key: readonly number[], position = key, spare?: number): Random {
  const generator = xoroshiro128plusFromState([...position])
  // 27 bits, then 26
  const uniform = (): number =>
    ((generator.next() >>> 5) * 2 ** 26 + (generator.next() >>> 6)) / 2 ** 53
  const fillNormal = (values: Float32Array | Float64Array): void => {
    let i = 0
    let last = 0
    if (spare !== undefined && values.length > 0) {
      values[i++] = spare
      spare = undefined
    }
    while (i < values.length) {
      const end = Math.min(points.length, 3 * Math.ceil((values.length - i) / 2))
      for (let n = 0; n < end;) {
        // 2⁻³¹ steps are enough for float32 noise and halve the cost of `uniform`
        const x = (points[n] = generator.next() / 2 ** 31)
        const y = (points[n + 1] = generator.next() / 2 ** 31)
        const square = (points[n + 2] = x * x + y * y)
        n += 3 * Number(square < 1 && square > 0)
      }
      for (let n = 2; n < end; n += 3) {
        const square = points[n]!
        const scale = Math.sqrt((-2 * exactLog(square)) / square)
        values[i++] = points[n - 2]! * scale
        values[i++] = last = points[n - 1]! * scale // has no effect beyond the end
      }
    }
    if (i > values.length) spare = last
  }
  const one = new Float64Array(1)
  return {
    uniform,
    normal: () => {
      fillNormal(one)
      return one[0]!
    },
    fillNormal,
    integer: (bound) => Math.floor(uniform() * bound),
    fork: (name) => stream(derive(key, `${name}`)),
    state: () => ({
      key,
      position: generator.getState(),
      ...(spare !== undefined && { spare }),
    }),
  }
}

/** Mixes a name into a key: FNV-1a over the name in four lanes, then the generator's own jumble. */
function derive(key: readonly number[], name: string): readonly number[] {
  const lanes = key.map((word, lane) => {
    let hash = 0x811c9dc5 ^ word ^ Math.imul(lane + 1, 0x9e3779b9)
    for (let i = 0; i < name.length; i++) {
      hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
      hash ^= hash >>> 15
    }
    return scramble(hash)
  })
  const mixed = lanes.map((word, lane) => scramble(word + Math.imul(lanes[(lane + 1) % 4]!, 3)))
  return mixed.some(Boolean) ? mixed : [1, 0, 0, 0]
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
function scramble(word: number): number {
  let hash = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}
