import { fail, type LabelClass, type Raster, type Segmentation } from '@spad/core'

/** Red, green and blue that differ by no more than this count as grey, as in Node: JPEG's rounding. */
const greyTolerance = 8

/** What is read of an `ImageData`: red, green, blue, alpha of each pixel, row by row. */
export type Pixels = Pick<ImageData, 'data' | 'height' | 'width'>

export interface RasterOptions {
  /**
   * What a coloured pixel is to a grey model: an error, or its brightness
   * `0.299 R + 0.587 G + 0.114 B` (ITU-R BT.601).
   *
   * @default 'refuse'
   */
  readonly color?: 'refuse' | 'luma'
}

/**
 * The pixels of a canvas as a picture on the host, values in `[0, 1]`.
 *
 * @param channels 1 = grey, 3 = colour.
 * @throws SpadError if a pixel is transparent, or coloured where grey is wanted.
 */
export function rasterFromImageData(
  image: Pixels,
  channels: number,
  options: RasterOptions = {},
): Raster {
  const { color = 'refuse' } = options
  const { data: rgba, height, width } = image
  if (channels !== 1 && channels !== 3)
    fail('web', `\`source\` is a picture, the model takes ${channels} channels: give { data, … }.`)
  const data = new Float32Array(height * width * channels)
  for (let pixel = 0; pixel < height * width; pixel++) {
    const red = rgba[4 * pixel]!
    const green = rgba[4 * pixel + 1]!
    const blue = rgba[4 * pixel + 2]!
    const alpha = rgba[4 * pixel + 3]
    if (alpha !== 255)
      refuse(
        image,
        pixel,
        `has \`alpha\` ${String(alpha)}: every pixel must be opaque (255). Draw the image over a background first.`,
      )
    if (channels === 3) {
      data[3 * pixel] = red / 255
      data[3 * pixel + 1] = green / 255
      data[3 * pixel + 2] = blue / 255
    } else if (Math.max(red, green, blue) - Math.min(red, green, blue) <= greyTolerance) {
      data[pixel] = (red + green + blue) / 765
    } else if (color === 'luma') {
      data[pixel] = (0.299 * red + 0.587 * green + 0.114 * blue) / 255
    } else {
      refuse(
        image,
        pixel,
        "is coloured: the model takes grey images. If its brightness is what counts, set `color: 'luma'`.",
      )
    }
  }
  return { data, height, width, channels }
}

function refuse({ width }: Pixels, pixel: number, why: string): never {
  return fail('web', `pixel (${pixel % width}, ${Math.floor(pixel / width)}) of the image ${why}`)
}

export interface OverlayOptions {
  /** How much the colours cover, `0` to `1`. @default 0.5 */
  readonly opacity?: number
}

/**
 * The classes in their colours, to be drawn over the image; the background is transparent.
 *
 * @param classes Those of the model, background first.
 * @throws SpadError if `opacity` is outside `[0, 1]` or a label has no class.
 */
export function toImageData(
  segmentation: Pick<Segmentation, 'labels'>,
  classes: readonly LabelClass[],
  options: OverlayOptions = {},
): ImageData {
  const { opacity = 0.5 } = options
  if (!(opacity >= 0 && opacity <= 1))
    fail('web', `\`opacity\` is ${opacity}: it must be from 0 to 1.`)
  const { data, height, width } = segmentation.labels
  const overlay = new ImageData(width, height)
  data.forEach((label, pixel) => {
    if (label === 0) return
    const { color } =
      classes[label] ??
      fail('web', `\`labels\` holds ${label}: there are only ${classes.length} \`classes\`.`)
    overlay.data.set([...color, Math.round(255 * opacity)], 4 * pixel)
  })
  return overlay
}
