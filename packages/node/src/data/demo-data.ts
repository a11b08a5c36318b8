import { join } from 'node:path'
import type { Dataset } from '@spad/core'
import { phantomDataset, type PhantomKind } from '@spad/core/phantoms'
import { writeGray, writeLabelMap } from '../images/write-images.js'
import { writeAtomically } from '../files/atomic.js'

export interface PhantomFolderOptions {
  readonly kind: PhantomKind
  readonly cases: number
  readonly seed: number
  /** Height and width in pixels. @default the kind's own */
  readonly size?: readonly [number, number]
}

/** Writes phantoms as a data set like any other: images, masks as annotated, dataset.json. */
export async function writePhantoms(
  dir: string,
  { kind, cases, seed, size }: PhantomFolderOptions,
): Promise<void> {
  const phantoms = phantomDataset({
    kind,
    count: cases,
    seed,
    ...(size ? { size } : {}),
  })
  const { classes, names } = phantoms
  for (let index = 0; index < names.length; index++) {
    const { name, image, labels } = await phantoms.read(index)
    await writeGray(join(dir, 'images', `${name}.png`), image)
    await writeLabelMap(join(dir, 'masks', `${name}.png`), labels, classes)
  }
  const part = (from: number, to: number): readonly string[] =>
    names.slice(Math.round(from * cases), Math.round(to * cases))
  const description = {
    name: `${kind} phantoms`,
    labels: Object.fromEntries(classes.map(({ name, value }) => [name, value])),
    colors: Object.fromEntries(classes.map(({ name, color }) => [name, color])),
    modality: MODALITIES[kind],
    licence: 'CC0, made up',
    origin: `spad demo, seed ${seed}`,
    splits: { train: part(0, 0.7), val: part(0.7, 0.8), test: part(0.8, 1) },
  }
  await writeAtomically(join(dir, 'dataset.json'), `${JSON.stringify(description, undefined, 2)}\n`)
}

const MODALITIES: Readonly<Record<PhantomKind, string>> = {
  oct: 'retinal OCT (phantom)',
  chest: 'chest X-ray (phantom)',
}

/** The cases of a data set with these names. */
export function casesOf(data: Dataset, names: readonly string[]): Dataset {
  const indices = names.map((name) => data.names.indexOf(name))
  // no case has the number -1, which `read` refuses
  const place = (index: number): number => (index in indices ? indices[index]! : -1)
  return { ...data, names, read: (index) => data.read(place(index)) }
}
