import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fail } from '@spad/core'
import { readDescription } from '../data/description.js'
import { ignoredValue } from '../data/ignored-value.js'
import { isVolumeName } from '../data/list-cases.js'
import { few } from '../data/problems.js'
import { explained } from '../files/explain-io.js'
import { piecesOf, stemOf } from './any-case.js'
import type { RawSet } from './raw-case.js'

/**
 * A folder with volumes in `images/` and `masks/`, of the same names; `dataset.json` may name the labels.
 *
 * @throws SpadError if there is none, or one lacks its partner.
 */
export async function fromVolumes(dir: string): Promise<RawSet> {
  const [images, masks] = [await volumesIn(dir, 'images'), await volumesIn(dir, 'masks')]
  const bare = [...images.keys()].filter((name) => !masks.has(name))
  const stray = [...masks.keys()].filter((name) => !images.has(name))
  if (images.size === 0) fail('node', `\`${join(dir, 'images')}\` holds no NIfTI, NRRD or MHA.`)
  if (bare.length + stray.length > 0)
    fail(
      'node',
      `without a partner of the same name: ${few([...bare, ...stray])}. Rename, add or remove them.`,
    )
  const description = await readDescription(dir)
  const { name, channels, colors, licence, origin, modality } = description
  const modalities = modality === undefined ? undefined : [modality]
  const { labels, ignore } = ignoredValue(join(dir, 'dataset.json'), description)
  return {
    ...(name !== undefined && { name }),
    ...(labels && { labels: { ...labels, ...(ignore !== undefined && { ignore }) } }),
    ...(channels && { channels }),
    ...(colors && { colors }),
    ...(licence !== undefined && { licence }),
    ...(origin !== undefined && { origin }),
    ...(modality !== undefined && { modality }),
    cases: [...images].map(([own, image]) => ({
      name: own,
      pieces: piecesOf({
        name: own,
        image: [image],
        mask: masks.get(own) ?? '',
        modalities,
        channels,
      }),
    })),
    notes: [],
  }
}

async function volumesIn(dir: string, folder: string): Promise<Map<string, string>> {
  const path = join(dir, folder)
  const names = await explained(path, 'read', () => readdir(path))
  return new Map(
    names
      .filter(isVolumeName)
      .sort()
      .map((name) => [stemOf(name), join(path, name)]),
  )
}
