import { tensor, type Rank, type ShapeMap, type Tensor } from '@tensorflow/tfjs-core'
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus'
import { fail } from './errors.js'
import { fillPairs, polarScale } from './normal-pairs.js'

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
  if (!Number.isSafeInteger(seed) || seed < 0)
    fail('core', `\`seed\` is ${String(seed)}: it must be an integer from 0 to 2^53 - 1.`)
  return stream(derive([seed >>> 0, Math.floor(seed / 2 ** 32), 0, 0], 'seed'))
}

/** Fills a new tensor with standard normal numbers. */
export function randomNormal<R extends Rank>(shape: ShapeMap[R], random: Random): Tensor<R> {
  const values = new Float32Array(sizeOf(shape))
  random.fillNormal(values)
  return tensor(values, shape)
}

/** Fills a new tensor with numbers from `[0, 1)`. */
export function randomUniform<R extends Rank>(shape: ShapeMap[R], random: Random): Tensor<R> {
  const values = new Float32Array(sizeOf(shape))
  for (let i = 0; i < values.length; i++) values[i] = random.uniform()
  return tensor(values, shape)
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}

/** From so many numbers on, {@link fillPairs} is worth its beginning and end. */
const MANY = 32

function stream(key: readonly number[], position = key, spare?: number): Random {
  let generator = xoroshiro128plusFromState([...position])
  const uniform = (): number => {
    const high = generator.next() >>> 5
    const low = generator.next() >>> 6
    return (high * 2 ** 26 + low) / 2 ** 53
  }
  // 2⁻³¹ steps are enough for float32 noise and halve the cost of `uniform`
  const coordinate = (): number => generator.next() / 2 ** 31
  const fillNormal = (values: Float32Array | Float64Array): void => {
    let i = 0
    if (spare !== undefined && values.length > 0) {
      values[i++] = spare
      spare = undefined
    }
    if (values.length - i >= MANY) {
      const end = values.length - ((values.length - i) % 2)
      const after = fillPairs(values.subarray(i, end), generator.getState())
      generator = xoroshiro128plusFromState(after)
      i = end
    }
    while (i < values.length) {
      const x = coordinate()
      const y = coordinate()
      const square = x * x + y * y
      if (square >= 1 || square === 0) continue
      const scale = polarScale(square)
      values[i++] = x * scale
      if (i < values.length) values[i++] = y * scale
      else spare = y * scale
    }
  }
  const one = new Float64Array(1)
  return {
    uniform,
    normal: () => {
      fillNormal(one)
      return one[0] ?? 0
    },
    fillNormal,
    integer: (bound) => Math.floor(uniform() * bound),
    fork: (name) => stream(derive(key, String(name))),
    state: () => ({
      key,
      position: generator.getState(),
      ...(spare === undefined ? {} : { spare }),
    }),
  }
}

/** Mixes a name into a key: FNV-1a over the name in four lanes, then the generator's own jumble. */
function derive(key: readonly number[], name: string): readonly number[] {
  const lanes = key.map((word, lane) => {
    let hash = (0x811c9dc5 ^ word ^ Math.imul(lane + 1, 0x9e3779b9)) | 0
    for (let i = 0; i < name.length; i++) {
      hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
      hash ^= hash >>> 15
    }
    return scramble(hash)
  })
  const mixed = lanes.map((word, lane) => scramble(word + Math.imul(lanes[(lane + 1) % 4] ?? 0, 3)))
  return mixed.some((word) => word !== 0) ? mixed : xoroshiro128plus(1).getState()
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
function scramble(word: number): number {
  let hash = word | 0
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) | 0
}
