import { fail, type LabelClass, type LabelMap, type Raster } from '@spad/core'
import sharp from 'sharp'

/**
 * A picture of 1 or 3 channels as an 8-bit PNG; values outside `[0, 1]` are cut off.
 *
 * @throws SpadError if it has other channels.
 */
export async function encodePng({ data, height, width, channels }: Raster): Promise<Uint8Array> {
  if (channels !== 1 && channels !== 3)
    fail('node', `\`channels\` is ${channels}: a PNG of a raster takes 1 or 3. Pick those to show.`)
  const bytes = new Uint8ClampedArray(data.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = (data[i] ?? 0) * 255
  return compress(bytes, { height, width, channels })
}

/**
 * Labels as an 8-bit grey PNG whose values are those of the classes, so that it is a mask again.
 *
 * @throws SpadError if a label is no index into `classes`.
 */
export async function encodeLabelMap(
  { data, height, width }: LabelMap,
  classes: readonly LabelClass[],
): Promise<Uint8Array> {
  const values = classes.map(({ value }) => value)
  const bytes = new Uint8Array(data.length)
  // not `map`, whose call for each pixel takes longer than to compress them
  for (let i = 0; i < bytes.length; i++) {
    const label = data[i] ?? 0
    bytes[i] = values[label] ?? classOf(label, classes).value
  }
  return compress(bytes, { height, width, channels: 1 })
}

/** The class that a label stands for. */
export function classOf(label: number, classes: readonly LabelClass[]): LabelClass {
  return (
    classes[label] ??
    fail('node', `a label is ${label}: there are only ${classes.length} classes, counted from 0.`)
  )
}

interface Layout {
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
}

async function compress(data: Uint8Array | Uint8ClampedArray, raw: Layout): Promise<Uint8Array> {
  return sharp(data, { raw })
    .toColourspace(raw.channels === 1 ? 'b-w' : 'srgb')
    .png()
    .toBuffer()
}
