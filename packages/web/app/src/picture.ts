import type { LabelMap, Raster, Sample } from '@spad/core'
import { phantomDataset, type PhantomKind } from '@spad/core/phantoms'

/** What the page shows and segments. */
export interface Picture {
  readonly name: string
  /** The same whenever the same picture is opened. */
  readonly id: string
  readonly pixels: ImageData
  /** Which phantom it is; absent for an image of the visitor's. */
  readonly phantom?: Phantom
}

interface Phantom {
  readonly kind: PhantomKind
  readonly index: number
  /** Grey, `[0, 1]`. */
  readonly image: Raster
  /** The true boundaries. */
  readonly truth: LabelMap
}

/** Twice the size that the networks work at: contours are then finer than their pixels. */
const phantomSizes: Readonly<Record<PhantomKind, readonly [number, number]>> = {
  oct: [192, 256],
  chest: [192, 192],
}

/** How many of each kind are offered. */
export const phantomCount = 8

/** Not a seed that the models were trained with. */
const seed = 2026

/** A phantom that no model has seen, with its true boundaries. */
export function readPhantom(kind: PhantomKind, index: number): Promise<Sample> {
  const size = phantomSizes[kind]
  return phantomDataset({ kind, count: phantomCount, seed, size }).truth.read(index)
}

/** The same as the page shows it. */
export async function makePhantom(kind: PhantomKind, index: number): Promise<Picture> {
  const { name, image, labels } = await readPhantom(kind, index)
  const phantom = { kind, index, image, truth: labels }
  return { name, id: `phantom-${name}`, pixels: toPixels(image), phantom }
}

/** A grey picture as a canvas holds it. */
export function toPixels({ data, height, width, channels }: Raster): ImageData {
  const pixels = new ImageData(width, height)
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++)
      pixels.data[4 * i + c] = Math.round(255 * Math.min(1, Math.max(0, data[i * channels] ?? 0)))
    pixels.data[4 * i + 3] = 255
  }
  return pixels
}
