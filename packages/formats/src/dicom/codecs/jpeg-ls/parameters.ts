/** What codes the samples of a scan (ISO 14495-1, A.2.1 and C.2.4). */
export interface Parameters {
  readonly max: number
  /** How far a sample may be off. */
  readonly near: number
  readonly thresholds: readonly [number, number, number]
  readonly reset: number
  readonly range: number
  /** Bits of an error. */
  readonly errorBits: number
  readonly limit: number
}

/** Those that a stream names; 0 stands for the usual one. */
export interface Preset {
  readonly max: number
  readonly thresholds: readonly [number, number, number]
  readonly reset: number
}

export const NO_PRESET: Preset = { max: 0, thresholds: [0, 0, 0], reset: 0 }

/** @throws RangeError if they contradict each other. */
export function parametersOf(bits: number, near: number, preset: Preset): Parameters {
  const max = preset.max === 0 ? 2 ** bits - 1 : preset.max
  const usual = usualThresholds(max, near)
  const thresholds = usual.map((value, i) => {
    const given = preset.thresholds[i] ?? 0
    return given === 0 ? value : given
  })
  const [t1 = 0, t2 = 0, t3 = 0] = thresholds
  const reset = preset.reset === 0 ? 64 : preset.reset
  const right = max < 2 ** bits && near <= Math.min(255, max >> 1)
  const ordered = t1 > near && t2 >= t1 && t3 >= t2 && t3 <= max
  if (!right || !ordered || reset < 3 || reset > Math.max(255, max)) throw new RangeError('preset')
  const range = Math.floor((max + 2 * near) / (2 * near + 1)) + 1
  const sampleBits = Math.max(2, bitsFor(max + 1))
  const limit = 2 * (sampleBits + Math.max(8, sampleBits))
  return { max, near, thresholds: [t1, t2, t3], reset, range, errorBits: bitsFor(range), limit }
}

const bitsFor = (count: number): number => Math.ceil(Math.log2(count))

function usualThresholds(max: number, near: number): [number, number, number] {
  const clamp = (value: number, least: number): number =>
    value > max || value < least ? least : value
  const scaled = (three: number, seven: number, more: number): [number, number, number] => {
    const t1 = clamp(three, near + 1)
    const t2 = clamp(seven, t1)
    return [t1, t2, clamp(more, t2)]
  }
  if (max >= 128) {
    const factor = Math.floor((Math.min(max, 4095) + 128) / 256)
    return scaled(factor + 2 + 3 * near, 4 * factor + 3 + 5 * near, 17 * factor + 4 + 7 * near)
  }
  const factor = Math.floor(256 / (max + 1))
  const part = (value: number, least: number, more: number): number =>
    Math.max(least, Math.floor(value / factor) + more * near)
  return scaled(part(3, 2, 3), part(7, 3, 5), part(21, 4, 7))
}
