import { type Rank, tensor4d, tidy } from '@tensorflow/tfjs-core'
import { createRandom, randomNormal } from '@spad/core'
import { beforeAll, expect, test } from 'vitest'
import { gaussianBlur } from '../src/index.js'
import { useCpu, valuesOf } from './batch.js'

beforeAll(useCpu)

/** The position that is seen at `i` outside of `0 … size − 1`: the picture's mirror image. */
function mirrored(i: number, size: number): number {
  const j = ((i % (2 * size)) + 2 * size) % (2 * size)
  return j < size ? j : 2 * size - 1 - j
}

/** One direction of the blur, by its definition. */
function blurLine(line: readonly number[], tau: number, radius: number): number[] {
  return line.map((_, at) => {
    let [sum, total] = [0, 0]
    for (let i = -radius; i <= radius; i++) {
      const weight = Math.exp(-(i ** 2) / (2 * tau ** 2))
      sum += weight * (line[mirrored(at + i, line.length)] ?? NaN)
      total += weight
    }
    return sum / total
  })
}

test.each([
  [2, 13, 9],
  [0.5, 6, 7],
  [3, 10, 20],
])('equals its definition, τ = %s on %s × %s', async (tau, height, width) => {
  const input = randomNormal<Rank.R4>([2, height, width, 3], createRandom(3))
  const output = tidy(() => gaussianBlur(input, tau))
  const [values, found] = [await valuesOf(input), await valuesOf(output)]
  const index = (b: number, y: number, x: number, c: number) =>
    ((b * height + y) * width + x) * 3 + c
  for (let b = 0; b < 2; b++)
    for (let c = 0; c < 3; c++) {
      const columns = Array.from({ length: width }, (_, x) =>
        blurLine(
          Array.from({ length: height }, (_, y) => values[index(b, y, x, c)] ?? NaN),
          tau,
          Math.min(height, Math.ceil(3 * tau)),
        ),
      )
      for (let y = 0; y < height; y++)
        blurLine(
          columns.map((column) => column[y] ?? NaN),
          tau,
          Math.min(width, Math.ceil(3 * tau)),
        ).forEach((value, x) => {
          expect(found[index(b, y, x, c)]).toBeCloseTo(value, 5)
        })
    }
  input.dispose()
  output.dispose()
})

test('a width of 0 leaves all as it is, and one below is refused', () => {
  const values = tensor4d([0, 1, 0, 0], [1, 2, 2, 1])
  const same = gaussianBlur(values, 0)
  expect([...same.dataSync()]).toEqual([0, 1, 0, 0])
  expect(() => gaussianBlur(values, -1)).toThrow(
    '[@spad/noise] `tau` is -1: it must be a number of at',
  )
  expect(() => gaussianBlur(values, NaN)).toThrow('`tau` is NaN')
  for (const tensor of [values, same]) tensor.dispose()
})
