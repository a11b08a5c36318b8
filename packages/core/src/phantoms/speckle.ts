import type { Random } from '../support/random.js'

/**
 * Multiplies a picture by speckle, and adds a noise floor.
 *
 * Each of two averaged frames is the modulus of a complex normal field that neighbouring A-scans
 * share in part, so its grains are wider than high.
 *
 * Source: Schmitt et al. 1999, "Speckle in optical coherence tomography".
 */
export function speckle(
  data: Float32Array,
  height: number,
  width: number,
  random: Random,
): Float32Array {
  const first = frame(height, width, random)
  const second = frame(height, width, random)
  const noisy = new Float32Array(data.length)
  for (let i = 0; i < data.length; i++) {
    const amplitude = (first[i]! + second[i]!) / 2
    noisy[i] = data[i]! * (0.3 + 0.7 * amplitude) + 0.045 * amplitude
  }
  return noisy
}

/** A Rayleigh variable of unit mean per pixel. */
function frame(height: number, width: number, random: Random): Float32Array {
  const real = grains(height, width, random)
  const imaginary = grains(height, width, random)
  // 2 / π = 1 / mean² of the modulus of two standard normals
  for (let i = 0; i < real.length; i++) {
    const re = real[i]!
    const im = imaginary[i]!
    real[i] = Math.sqrt(((re * re + im * im) * 2) / Math.PI)
  }
  return real
}

/** 1 / √(1² + 2² + 1²). */
const SCALE = 1 / Math.sqrt(6)

/** Normal numbers of unit variance, correlated along rows by weights 1 : 2 : 1. */
function grains(height: number, width: number, random: Random): Float32Array {
  const raw = new Float32Array(height * (width + 2))
  random.fillNormal(raw)
  const field = new Float32Array(height * width)
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++, i++) {
      const at = y * (width + 2) + x
      field[i] = (raw[at]! + 2 * raw[at + 1]! + raw[at + 2]!) * SCALE
    }
  return field
}
