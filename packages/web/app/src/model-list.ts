import type { ImageProfile, LabelClass, PartConfig } from '@spad/core'
import type { PhantomKind } from '@spad/core/phantoms'
import type { DiffusionConfig } from '@spad/models'

/** One model that the page can load, as `models/index.json` lists it. */
export interface ModelEntry {
  readonly id: string
  /** What a visitor reads: "Mask diffusion". */
  readonly title: string
  /** The pictures that it was trained on: a phantom's kind, `real` ones, or `yours`. */
  readonly kind: PhantomKind | 'real' | 'yours'
  readonly note: string
  readonly classes: readonly LabelClass[]
  /** Height and width that the network works at. */
  readonly size: readonly [number, number]
  readonly bytes: number
  /** Of the images that it takes: 1 = grey, 3 = colour. */
  readonly channels: number
  /** What they are called, where each is an image of its own, such as a sequence; see `channelNames`. */
  readonly channelNames?: readonly string[]
  /** Slices on either side that it sees as channels. */
  readonly neighbours?: number
  /** The noise that it was trained with. */
  readonly noise?: PartConfig
  /** The progress schedule that it was trained with. */
  readonly schedule?: PartConfig
  /** What the images looked like that it was trained on. */
  readonly images?: ImageProfile
  /** Present where the mask is refined in steps. */
  readonly diffusion?: DiffusionConfig
}

/** Whether a model has seen phantoms and nothing else. */
export function knowsPhantomsOnly({ kind }: ModelEntry): boolean {
  return kind === 'oct' || kind === 'chest'
}

/** Where the files of a model are served. */
export function addressOf({ id }: ModelEntry): string {
  return new URL(`models/${id}/`, document.baseURI).href
}

/** Asks the page's own server which models it has. */
export async function listModels(): Promise<readonly ModelEntry[]> {
  const response = await fetch(new URL('models/index.json', document.baseURI))
  if (!response.ok)
    throw new Error('No model is here yet. Start the page with `npm run web`, which trains some.')
  const models = (await response.json()) as readonly ModelEntry[]
  for (const { id, classes } of models)
    if (!Array.isArray(classes) || !classes.every(isClass))
      throw new Error(
        `The model “${id.slice(0, 80)}” has a class whose name or colour is none: leave it out.`,
      )
  return models
}

/** A name that can be shown and a colour that can be drawn. */
function isClass(one: unknown): one is LabelClass {
  const { name, color } = (one ?? {}) as Partial<LabelClass>
  const bytes: readonly unknown[] = Array.isArray(color) ? color : []
  const isByte = (value: unknown): boolean => Number.isInteger(value) && Number(value) >> 8 === 0
  return typeof name === 'string' && name.length <= 200 && bytes.length === 3 && bytes.every(isByte)
}
