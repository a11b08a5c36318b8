import { fail } from '@spad/core'
import type { ImageHeader } from '../data/image-header.js'
import { inspectImage } from '../data/image-file.js'
import type { PictureUse } from '../data/picture-error.js'
import { readBytes } from '../data/read-bytes.js'
import { explained } from '../files/explain-io.js'
import type { FileBytes, Piece } from './raw-case.js'

/** What a file is called by its content, so that a data set lists it whatever it was called. */
const ENDINGS = { png: '.png', jpeg: '.jpg', tiff: '.tif' } as const

/**
 * A picture, or one for each channel, and a mask, as they are.
 *
 * @throws SpadError if one is no picture that a data set may hold, or their sizes differ.
 */
export async function* pictureCase(images: readonly string[], mask: string): AsyncGenerator<Piece> {
  const drawn = await inspectImage(mask, 'mask')
  for (const image of images) refuseOtherSize(image, await inspectImage(image), mask, drawn)
  const read = await Promise.all(images.map((image) => fileBytes(image)))
  yield { images: read as [FileBytes, ...FileBytes[]], mask: await fileBytes(mask, 'mask') }
}

/**
 * A picture's file as it is.
 *
 * @throws SpadError if it is no picture that a data set may hold.
 */
export async function fileBytes(path: string, use: PictureUse = 'image'): Promise<FileBytes> {
  const { format } = await inspectImage(path, use)
  const bytes = await explained(path, 'read', () => readBytes(path))
  return { bytes, ending: ENDINGS[format] }
}

/** @throws SpadError if a picture is not of its mask's size. */
export function refuseOtherSize(image: string, a: ImageHeader, mask: string, b: ImageHeader): void {
  const [one, other] = [a.upright, b.upright]
  if (one.height !== other.height || one.width !== other.width)
    fail(
      'node',
      `\`${image}\` has ${one.width} × ${one.height} pixels, its mask \`${mask}\` ${other.width} × ` +
        `${other.height}: they must be equal.`,
    )
}
