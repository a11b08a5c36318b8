import { fail } from '@spad/core'
import type { Pixels } from './image-data.js'
import type { Source } from './segmenter.js'

/**
 * The pixels of a source: a file's colour profile is left aside, its EXIF orientation followed.
 *
 * @throws SpadError if the browser cannot decode it, it is empty or too large, or it holds pictures of
 *   another site.
 */
export async function readSource(source: Source): Promise<Pixels> {
  if ('data' in source) return source
  if (!(source instanceof Blob)) return pixelsOf(source)
  const bitmap = await decode(source)
  try {
    return pixelsOf(bitmap)
  } finally {
    bitmap.close()
  }
}

async function decode(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, {
      colorSpaceConversion: 'none',
      premultiplyAlpha: 'none',
    })
  } catch (error) {
    const name = file instanceof File ? ` "${file.name}"` : ''
    return fail(
      'web',
      `\`source\` is a file${name} of type "${file.type}" that this browser cannot decode: ` +
        'give a PNG or a JPEG that is whole.',
      error,
    )
  }
}

function pixelsOf(image: Exclude<Source, Blob | ImageData>): Pixels {
  const { width, height } = image
  try {
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (!context) throw new TypeError('there is no 2D canvas')
    context.drawImage(image, 0, 0)
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
