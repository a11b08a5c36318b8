import { type ImageProfile, type LabelMap, type Raster, resizeRaster } from '@spad/core'
import sharp from 'sharp'

/** A grey PNG of 64 × 48 pixels. */
export function grayPng(alpha = 1): Promise<Buffer> {
  const background = { r: 90, g: 90, b: 90, alpha }
  return sharp({ create: { width: 64, height: 48, channels: 4, background } })
    .png()
    .toBuffer()
}

/** The pixel values of a grey PNG. */
export async function grayPixels(png: Buffer | string): Promise<Uint8Array> {
  return sharp(png).extractChannel(0).raw().toBuffer()
}

/** A grey picture as a PNG file. */
export function pngOf({ data, width, height }: Raster): Promise<Buffer> {
  const bytes = Uint8Array.from(data, (value) => Math.round(255 * value))
  return sharp(bytes, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer()
}

/** The mean of each channel, 0 to 255. */
export async function meanColour(png: Buffer): Promise<{ r: number; g: number; b: number }> {
  const { channels } = await sharp(png).stats()
  const [r = 0, g = 0, b = 0] = channels.map(({ mean }) => mean)
  return { r, g, b }
}

/** A grey picture in the middle of what a profile allows. */
export function lookingLike({ layout, mean, spread, aspect }: ImageProfile): Promise<Buffer> {
  const middle = ([low, high]: readonly [number, number]): number => (low + high) / 2
  const small = { data: Float32Array.from(layout), height: 8, width: 8, channels: 1 }
  const height = 96
  const { data, ...size } = resizeRaster(small, height, Math.round(height * middle(aspect)))
  const values = data.map((value) => middle(mean) + middle(spread) * value)
  return pngOf({ ...size, data: values.map((value) => Math.min(1, Math.max(0, value))) })
}

/**
 * How well the coloured pixels of a screenshot agree with a label map that fills the part which is not
 * black: Dice.
 */
export async function colouredAgreement(png: Buffer, truth: LabelMap): Promise<number> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const at = (x: number, y: number): readonly [number, number] => {
    const start = 3 * (y * info.width + x)
    return [data[start] ?? 0, data[start + 2] ?? 0]
  }
  let [left, top, right, bottom] = [info.width, info.height, 0, 0]
  for (let y = 0; y < info.height; y++)
    for (let x = 0; x < info.width; x++)
      if (at(x, y)[1] > 20) {
        ;[left, right] = [Math.min(left, x), Math.max(right, x)]
        ;[top, bottom] = [Math.min(top, y), Math.max(bottom, y)]
      }
  const counts = { both: 0, either: 0 }
  for (let y = top; y <= bottom; y++)
    for (let x = left; x <= right; x++) {
      const row = Math.floor(((y - top) / (bottom - top + 1)) * truth.height)
      const column = Math.floor(((x - left) / (right - left + 1)) * truth.width)
      const [red, blue] = at(x, y)
      const votes =
        Number(blue - red > 20) + Math.min(1, truth.data[row * truth.width + column] ?? 0)
      counts.either += votes
      if (votes === 2) counts.both++
    }
  return (2 * counts.both) / counts.either
}
