import type { AnyPart, Noise } from '@spad/core'
import { testPart } from '@spad/core/testing'
import { expect, test } from 'vitest'
import { imageNoiseParts, noiseParts } from '../src/index.js'

const noiseSchedule = { type: 'any' }
const noise = { type: 'compose', noises: [{ type: 'scd', keep: 0.1 }] }
const needed: Readonly<Record<string, object>> = {
  compose: { noises: [noise] },
  decoys: { noise },
  cleanShare: { noise, share: 0.5 },
  maskDiffusion: { noiseSchedule },
  categoricalDiffusion: { noiseSchedule },
  disagreement: { noiseSchedule },
}
const inside = { tables: { noise: noiseParts }, noiseSchedule: () => (t: number) => 1 - t }

for (const [type, { part }] of Object.entries(noiseParts))
  testPart<Noise, []>(test, type, part, { options: { ...needed[type] }, inside })

test('tables are collected from the parts', () => {
  const types = (table: Readonly<Record<string, { part: AnyPart }>>): string[] =>
    Object.values(table).map(({ part }) => part.type)
  expect(types(noiseParts)).toEqual(Object.keys(noiseParts))
  expect(types(noiseParts)).toEqual(expect.arrayContaining(types(imageNoiseParts)))
})
