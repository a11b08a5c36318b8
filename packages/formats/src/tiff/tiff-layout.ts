import { damaged, unsupported } from '../png/picture-fault.js'
import type { TiffHeader } from './tiff-header.js'

/** Where in the file the parts of a picture lie: strips, or tiles. */
export interface TiffLayout {
  readonly blockWidth: number
  readonly blockHeight: number
  readonly across: number
  readonly down: number
  /** How often the samples of a pixel are divided: each sample has blocks of its own, or none. */
  readonly planes: number
  readonly offsets: readonly number[]
  readonly lengths: readonly number[]
  /** 1 = none, 2 = differences to the pixel on the left, 3 = those of the bytes of floats. */
  readonly predictor: number
  /** Whether the lowest bit of a byte is its first. */
  readonly reversed: boolean
}

/**
 * Finds the blocks of a picture.
 *
 * @throws PictureFault if some are missing, lie beyond the end of the file, or together are more than
 *   the file.
 */
export function tiffLayout(header: TiffHeader, fileLength: number): TiffLayout {
  const { tags, width, height, samples, bits } = header
  const first = (tag: number, other: number): number => tags.get(tag)?.[0] ?? other
  const tiled = tags.has(322)
  const blockWidth = tiled ? first(322, 0) : width
  const blockHeight = tiled ? first(323, 0) : Math.min(first(278, height), height)
  if (blockWidth < 1 || blockHeight < 1) damaged('its tiles have no size')
  const planar = first(284, 1)
  if (planar !== 1 && planar !== 2) damaged('its samples are neither together nor apart')
  const planes = planar === 2 ? samples : 1
  const across = Math.ceil(width / blockWidth)
  const down = Math.ceil(height / blockHeight)
  const offsets = tags.get(tiled ? 324 : 273) ?? []
  const blockBytes = Math.ceil((blockWidth * (samples / planes) * bits) / 8) * blockHeight
  const lengths = tags.get(tiled ? 325 : 279) ?? offsets.map(() => blockBytes)
  const count = across * down * planes
  if (offsets.length < count || lengths.length < count) damaged('parts of its pixels are missing')
  checkPlaces(offsets, lengths, count, fileLength)
  // a row more is a writer's padding, others are pixels of another size or depth
  const most = blockBytes + blockBytes / blockHeight
  if (header.compression === 1 && lengths.slice(0, count).some((length) => length >= most))
    damaged('its parts hold more than its size and bits ask for')
  const predictor = first(317, 1)
  if (predictor > 3)
    unsupported(`its numbers are stored in a way (predictor ${predictor}) that is not known`)
  if (predictor === 3 && header.type !== 'float')
    damaged('its whole numbers are stored as floats are')
  return {
    ...{ blockWidth, blockHeight, across, down, planes, offsets, lengths, predictor },
    reversed: first(266, 1) === 2,
  }
}

function checkPlaces(
  offsets: readonly number[],
  lengths: readonly number[],
  count: number,
  fileLength: number,
): void {
  let total = 0
  for (let i = 0; i < count; i++) {
    const [offset = 0, length = 0] = [offsets[i], lengths[i]]
    // eight bytes are the file's own beginning
    if (offset < 8 || length === 0 || offset + length > fileLength)
      damaged('the file ends within its pixels')
    total += length
  }
  if (total > fileLength) damaged('its parts are more than the file')
}
