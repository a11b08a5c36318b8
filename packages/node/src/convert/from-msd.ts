import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { piecesOf, stemOf } from './any-case.js'
import type { RawSet } from './raw-case.js'
import { readJson } from './read-json.js'

const schema = z.object({
  name: z.string().optional(),
  licence: z.string().nullish(),
  reference: z.string().nullish(),
  modality: z.record(z.string(), z.string()).optional(),
  labels: z.record(z.string().regex(/^\d+$/, 'it must have values as keys'), z.string()),
  training: z.array(z.object({ image: z.string(), label: z.string() })).min(1),
  test: z.array(z.unknown()).optional(),
})

/**
 * The Medical Segmentation Decathlon: `dataset.json` lists images and labels; values are the keys of
 * `labels`. Its test cases have no labels and are left out.
 */
export async function fromMsd(dir: string): Promise<RawSet> {
  const about = await readJson(join(dir, 'dataset.json'), schema)
  const modalities = Object.values(about.modality ?? {})
  const cases = about.training.map(({ image, label }) => {
    const name = stemOf(image)
    const files = { name, image: [join(dir, image)], mask: join(dir, label) }
    return { name, pieces: piecesOf({ ...files, modalities, channels: modalities }) }
  })
  const tests = about.test?.length ?? 0
  const listed = about.training.filter(({ image }) => !existsSync(join(dir, image))).length
  return {
    ...(about.name !== undefined && { name: about.name }),
    ...(about.licence && { licence: about.licence }),
    ...(about.reference && { origin: about.reference }),
    ...(modalities.length > 0 && { modality: modalities.join(', ') }),
    channels: modalities,
    labels: Object.fromEntries(
      Object.entries(about.labels).map(([value, name]) => [name, Number(value)]),
    ),
    cases,
    notes: [
      ...(tests > 0 ? [`${tests} test cases are left out: they have no labels`] : []),
      ...(listed > 0 ? [`${listed} of the listed training images are not there`] : []),
    ],
  }
}
