import type { LabelMap, Raster } from '../contracts/sample.js'

/** A scene before annotation: what is seen and what is there. */
export interface Scene {
  readonly image: Raster
  readonly truth: LabelMap
}

/** 0 below `from`, 1 above `to`, smooth between. */
export function step(value: number, from: number, to: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

/** 1 between `from` and `to`, 0 outside, each edge `2 · soft` wide. */
export function band(value: number, from: number, to: number, soft: number): number {
  return step(value, from - soft, from + soft) * (1 - step(value, to - soft, to + soft))
}

/** A bell over `[−1, 1]` from the square of the distance: `(1 − d²)²`. */
export function bell(squared: number): number {
  return squared < 1 ? (1 - squared) * (1 - squared) : 0
}

/** The smaller of two, its corner rounded within `radius`. */
export function smoothMin(a: number, b: number, radius: number): number {
  const overlap = Math.max(0, radius - Math.abs(a - b)) / radius
  return Math.min(a, b) - (overlap * overlap * radius) / 4
}

/** √ of what is positive, 0 of what is not. */
export function root(value: number): number {
  return value > 0 ? Math.sqrt(value) : 0
}

/** Evaluates at pixel centres, `y` and `x` from 0 to 1 over the whole picture: `height × width`. */
export function paint(
  height: number,
  width: number,
  value: (y: number, x: number, pixel: number) => number,
): Float32Array {
  const data = new Float32Array(height * width)
  for (let row = 0, pixel = 0; row < height; row++)
    for (let column = 0; column < width; column++, pixel++)
      data[pixel] = value((row + 0.5) / height, (column + 0.5) / width, pixel)
  return data
}

/** Clamps to `[0, 1]`, in place. */
export function clampUnit(data: Float32Array): Float32Array {
  for (let i = 0; i < data.length; i++) data[i] = Math.min(1, Math.max(0, data[i]!))
  return data
}
