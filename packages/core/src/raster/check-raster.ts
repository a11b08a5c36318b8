import { fail } from '../support/errors.js'
import type { LabelMap, Raster } from '../contracts/sample.js'

/** How far a value may lie outside `[0, 1]`: what resizing and 32 bits round. */
const TOLERANCE = 1e-3

/**
 * Refuses a picture whose numbers are not what a {@link Raster} is: of another length than its sides say,
 * not finite, or outside `[0, 1]`. A single NaN would spread over the whole answer.
 *
 * @param where The package that speaks, such as `core`.
 * @param name What the picture is called in the message.
 */
export function checkRaster(where: string, name: string, raster: Raster): void {
  const { data, height, width, channels } = raster
  checkLength(where, name, raster, channels)
  // not an iterator, which takes three times as long
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!
    if (value >= -TOLERANCE && value <= 1 + TOLERANCE) continue
    const pixel = Math.floor(i / channels)
    fail(
      where,
      `\`${name}\` holds ${value} in row ${Math.floor(pixel / width)}, column ${pixel % width}: its ` +
        `${height} × ${width} pixels must hold finite numbers from 0 to 1. ` +
        (Number.isFinite(value)
          ? 'Divide by the value of white: 255 for 8 bits, 65535 for 16.'
          : 'Replace what is not a number, or leave the image out.'),
    )
  }
}

/**
 * Refuses a label map of another length than its sides say, or with a label that is no class.
 *
 * @param classes How many classes there are.
 */
export function checkLabelMap(
  where: string,
  name: string,
  labels: LabelMap,
  classes: number,
): void {
  checkLength(where, name, labels, 1)
  const { data } = labels
  for (const label of data) {
    if (label < classes && Number.isInteger(label) && label >= 0) continue
    fail(
      where,
      `\`${name}\` holds class ${label}: with ${classes} classes each pixel must be ` +
        `0 to ${classes - 1}. Map the mask's values to indices.`,
    )
  }
}

function checkLength(
  where: string,
  name: string,
  { data, height, width }: Pick<Raster, 'height' | 'width'> & { readonly data: unknown },
  channels: number,
): void {
  const sides = { height, width, channels }
  for (const [side, value] of Object.entries(sides))
    if (!(Number.isInteger(value) && value >= 1))
      fail(where, `\`${name}.${side}\` is ${String(value)}: it must be an integer of at least 1.`)
  const size = height * width * channels
  if (!ArrayBuffer.isView(data) || typeof (data as BigInt64Array)[0] === 'bigint')
    fail(where, `\`${name}.data\` must be a typed array of ${size} numbers.`)
  const { length } = data as Float32Array
  if (length !== size)
    fail(
      where,
      `\`${name}.data\` has ${length} values: ${height} × ${width} pixels of ${channels} ` +
        `channel${channels > 1 ? 's' : ''} have ${size}.`,
    )
}

/** Refuses an image of other channels than a network takes. */
export function checkChannels(name: string, image: Raster, channels: number): void {
  const given = (image as Raster | undefined)?.channels
  if (given !== channels)
    fail(
      'core',
      `\`channels\` of ${name} is ${given}: the network takes ${channels}. Give it with as many.`,
    )
}
