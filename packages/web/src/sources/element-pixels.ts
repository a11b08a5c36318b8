import { fail } from '@spad/core'
import type { Samples, Source } from '../segmenter/segmenter.js'
import type { Pixels } from './image-data.js'

/** Also one of another frame, which `instanceof` does not know. */
export function isImage(source: Source): source is HTMLImageElement {
  return 'naturalWidth' in source
}

/** An element is read at the picture's own size, not at that at which the page shows it. */
export async function pixelsOfElement(image: HTMLImageElement): Promise<Pixels> {
  await image
    .decode()
    .catch((error: unknown) =>
      fail(
        'web',
        `\`source\` is an <img> that shows no picture ("${image.src}"): wait for it, or mend its address.`,
        error,
      ),
    )
  return pixelsOf(image, { width: image.naturalWidth, height: image.naturalHeight })
}

/**
 * The pixels of what can be drawn.
 *
 * @throws SpadError if the browser cannot draw it, or it is a picture of another site.
 */
export function pixelsOf(
  image: Exclude<Source, Blob | ImageData | Samples>,
  { width, height }: { readonly width: number; readonly height: number } = image,
): Pixels {
  try {
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) throw new TypeError('there is no 2D canvas')
    context.drawImage(image, 0, 0, width, height)
    return context.getImageData(0, 0, width, height)
  } catch (error) {
    return fail(
      'web',
      (error as Error).name === 'SecurityError'
        ? '`source` holds a picture of another site, which may not be read: serve it from your own.'
        : `\`source\` is ${width} × ${height} pixels: it must hold an image that this browser can draw.`,
      error,
    )
  }
}
