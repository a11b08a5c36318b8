import { fail, type Raster } from '@spad/core'
import { isImage, pixelsOf, pixelsOfElement } from './element-pixels.js'
import { type Pixels, rasterFromImageData, type RasterOptions } from './image-data.js'
import type { Samples, Source } from '../segmenter/segmenter.js'

/**
 * A source as a model takes it.
 *
 * @param channels The model's: 1 = grey, 3 = colour.
 * @throws SpadError if the source is none, cannot be read or does not suit the model.
 */
export async function rasterFrom(
  source: Source,
  channels: number,
  options: RasterOptions = {},
): Promise<Raster> {
  const given = source as unknown
  if (typeof given !== 'object' || given === null) noImage(given)
  if (isSamples(source)) return rasterFromSamples(source)
  return rasterFromImageData(await readSource(source), channels, options)
}

function noImage(given: unknown): never {
  return fail(
    'web',
    `\`source\` is ${String(given)}: it must be an image. Give ImageData, an ImageBitmap, a canvas, ` +
      'an <img>, a Blob or { data, height, width, channels }.',
  )
}

function isSamples(source: Source): source is Samples {
  return 'data' in source && 'channels' in source
}

/** Whole numbers become shares of the largest that their type holds; `segment` checks them. */
function rasterFromSamples({ data, ...size }: Samples): Raster {
  const [kind, bits] = /Float32|Uint(8|16)/.exec(Object.prototype.toString.call(data)) ?? []
  if (!kind) fail('web', '`source.data` must be a Float32Array, Uint8Array or Uint16Array.')
  const largest = 2 ** Number(bits) - 1
  const values = bits ? Float32Array.from(data, (value) => value / largest) : (data as Float32Array)
  return { ...size, data: values }
}

/**
 * The pixels of a source: a file's colour profile is left aside, its EXIF orientation followed.
 *
 * @throws SpadError if the browser cannot decode it, it is empty or too large, or it holds pictures of
 *   another site.
 */
export async function readSource(source: Source): Promise<Pixels> {
  if ('data' in source && isPixels(source as Pixels)) return source as Pixels
  if (source instanceof Blob) return await pixelsOfFile(source)
  if (isImage(source)) return await pixelsOfElement(source)
  if ('data' in source || !('width' in source)) noImage(source)
  return pixelsOf(source)
}

/** Numbers without `channels` are those of `ImageData`. */
function isPixels({ data, height, width }: Pixels): boolean {
  return (data as Partial<ImageData['data']> | null)?.length === 4 * height * width
}

async function pixelsOfFile(source: Blob): Promise<Pixels> {
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
