import { fail } from '../support/errors.js'
import type { LabelMap, Raster } from '../contracts/sample.js'
import type { Scan } from '../contracts/scan.js'
import { atSpacing } from './at-spacing.js'
import { type Prepare, type Prepared, type PrepareOptions, prepareOptions } from './prepare.js'
import { planeOf, type Slicing, slicingOf } from './slicing.js'
import { toUnit, valueRange } from './value-range.js'

/**
 * Slices of a volume along one of the patient's axes, upright, by their own voxels: without `spacing`
 * nothing is resampled, so labels go back exactly.
 *
 * @throws SpadError if the scan has other channels than are wanted, or an option is out of range.
 */
export const prepareSlices: Prepare = (scan, options = {}): Prepared => {
  const slicing = slicingOf(scan.grid, options.axis ?? planeOf(scan.grid))
  const range = valueRange(scan, options.window)
  const channels = channelsOf(scan, options)
  const unit = toUnit(scan, range)
  const perSlice = scan.grid.size[0] * scan.grid.size[1]
  const value = (voxel: number, channel: number): number =>
    unit(scan.data[voxel * scan.channels + channel]!, Math.floor(voxel / perSlice))
  const prepared: Prepared = {
    slicing,
    range,
    picture: (slice) => pictureOf(slicing, channels(slice, slicing.slices), value),
    place: (labels, slice, volume) => {
      placeLabels(slicing, labels, slice, volume)
    },
  }
  return options.spacing === undefined ? prepared : atSpacing(prepared, options.spacing)
}

/** From which slice, and which of its channels, each channel of a picture comes. */
type Channels = (slice: number, slices: number) => readonly (readonly [number, number])[]

function channelsOf(
  scan: Scan,
  { channels = scan.channels, neighbours = 0 }: PrepareOptions,
): Channels {
  prepareOptions.neighbours.rule.check(neighbours, 'neighbours', 'core')
  if (scan.channels !== 1 && (neighbours > 0 || scan.channels !== channels))
    fail(
      'core',
      `\`channels\` of the scan is ${scan.channels}: ${neighbours > 0 ? 'neighbours are taken of one' : `${channels} are wanted`}. ` +
        'Give one series, one time or one colour of it.',
    )
  if (neighbours > 0) {
    if (channels !== 2 * neighbours + 1)
      fail(
        'core',
        `\`neighbours\` is ${neighbours}, which makes ${2 * neighbours + 1} channels: the network takes ${channels}.`,
      )
    return (slice, slices) =>
      Array.from({ length: channels }, (_, c) => [
        Math.min(slices - 1, Math.max(0, slice + c - neighbours)),
        0,
      ])
  }
  // grey is to a colour model what equal red, green and blue are
  if (scan.channels === 1 && channels !== 1 && channels !== 3)
    fail(
      'core',
      `the scan has 1 channel: ${channels} are wanted. Give a scan of as many, or one for each.`,
    )
  return (slice) => Array.from({ length: channels }, (_, c) => [slice, scan.channels === 1 ? 0 : c])
}

function pictureOf(
  { height, width, first, steps }: Slicing,
  channels: readonly (readonly [number, number])[],
  value: (voxel: number, channel: number) => number,
): Raster {
  const data = new Float32Array(height * width * channels.length)
  let at = 0
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const inSlice = first + row * steps[1] + column * steps[2]
      for (const [slice, channel] of channels)
        data[at++] = value(inSlice + slice * steps[0], channel)
    }
  return { data, height, width, channels: channels.length }
}

function placeLabels(slicing: Slicing, labels: LabelMap, slice: number, volume: Uint8Array): void {
  const { height, width, first, steps } = slicing
  if (labels.height !== height || labels.width !== width)
    fail(
      'core',
      `\`labels\` are ${labels.height} × ${labels.width}, but slices are ${height} × ${width} pixels.`,
    )
  let at = 0
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      volume[first + slice * steps[0] + row * steps[1] + column * steps[2]] = labels.data[at++]!
}
