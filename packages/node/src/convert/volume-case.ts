import { basename } from 'node:path'
import {
  fail,
  type Prepared,
  prepareSlices,
  type Raster,
  resizeLabels,
  type Scan,
  sliceLabels,
} from '@spad/core'
import { valuesOf } from '@spad/formats'
import { encode } from 'fast-png'
import { readSource } from '../scans/scan-source.js'
import { checkSameGrid } from './same-grid.js'
import type { CutOptions, Piece } from './raw-case.js'

/** A volume and its labels. */
export interface VolumeFiles {
  readonly name: string
  /** One file, or one for each channel. */
  readonly image: readonly string[]
  readonly mask: string
  /** What it was taken with, where the set says so: `CT`, `MR`. */
  readonly modality?: string | undefined
}

/**
 * The slices of a volume, 16 bits each, with those of its labels. With `neighbours` of 1, the slice below is
 * the red of a picture, itself the green, and the slice above the blue.
 */
export async function* volumeCase(files: VolumeFiles, options: CutOptions): AsyncGenerator<Piece> {
  const { allow, axis, window, channel = 0, neighbours = 0, spacing } = options
  const read = async (path: string): Promise<Scan> =>
    (await readSource({ name: files.name, format: '', paths: [path] }, { allow })).scan
  const several = files.image.length > 1
  const image = files.image[several ? channel : 0]
  if (image === undefined)
    fail(
      'node',
      `\`channel\` is ${channel}: \`${files.name}\` has ${files.image.length}, counted from 0.`,
    )
  const whole = await read(image)
  const scan = { ...oneChannel(whole, several ? 0 : channel, files.name), ...modalityOf(files) }
  const labels = await read(files.mask)
  checkSameGrid(basename(image), scan.grid, basename(files.mask), labels.grid)
  const values = labelValues(basename(files.mask), labels)
  const prepared = prepareSlices(scan, {
    ...(axis && { axis }),
    ...(window && { window }),
    ...(neighbours > 0 && { neighbours, channels: 2 * neighbours + 1 }),
    ...(spacing !== undefined && { spacing }),
  })
  for (let slice = 0; slice < prepared.slicing.slices; slice++)
    yield pieceOf(prepared, slice, values)
}

function pieceOf({ slicing, picture }: Prepared, slice: number, values: Uint8Array): Piece {
  const image = picture(slice)
  const { height, width } = image
  const [tall, wide] = slicing.spacing
  return {
    slice: slice + 1,
    image: { bytes: pngOf(image), ending: '.png' },
    mask: resizeLabels(sliceLabels(slicing, values, slice), height, width, 256),
    // a side is a whole number of pixels, so that a pixel is nearly what was asked for
    spacing: [(tall * slicing.height) / height, (wide * slicing.width) / width],
    cut: true,
  }
}

function pngOf({ data, height, width, channels }: Raster): Uint8Array {
  const samples = Uint16Array.from(data, (value) => Math.round(value * 65535))
  return encode({ width, height, data: samples, depth: 16, channels: channels === 1 ? 1 : 3 })
}

function modalityOf({ modality }: VolumeFiles): Partial<Scan> {
  if (modality === undefined) return {}
  return { modality: /^ct$/i.test(modality.trim()) ? 'CT' : modality }
}

/** One channel of several, such as a time or a sequence. */
function oneChannel(scan: Scan, channel: number, name: string): Scan {
  const { channels, data } = scan
  if (channels === 1) return scan
  if (channel >= channels)
    fail('node', `\`channel\` is ${channel}: \`${name}\` has ${channels}, counted from 0.`)
  const own = data.slice(0, data.length / channels)
  for (let i = 0; i < own.length; i++) own[i] = data[i * channels + channel] ?? 0
  return { ...scan, data: own, channels: 1 }
}

/** The numbers of a label volume as bytes. */
function labelValues(file: string, labels: Scan): Uint8Array {
  const values = valuesOf(labels)
  if (labels.channels !== 1)
    fail('node', `\`${file}\` has ${labels.channels} channels: labels have 1.`)
  for (const value of values)
    if (!(Number.isInteger(value) && value >= 0 && value <= 255))
      fail('node', `\`${file}\` holds ${value}: labels are whole numbers from 0 to 255.`)
  return Uint8Array.from(values)
}
