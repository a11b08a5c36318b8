import type { Model } from '../model.js'
import type { LabelVolume } from '../reader.js'
import type { Scan } from '../scan.js'
import { segmentLabels, type SegmentOptions } from '../segment.js'
import type { Prepare, Prepared, PrepareOptions } from './prepare.js'
import { prepareSlices } from './prepare-slices.js'

export interface SegmentVolumeOptions
  extends
    Pick<SegmentOptions, 'steps' | 'ensemble' | 'seed' | 'postprocess' | 'signal'>,
    Omit<PrepareOptions, 'channels'> {
  /** How the scan is made into pictures. @default prepareSlices */
  readonly prepare?: Prepare
  /** Told once, before the first slice: what is looked at. */
  readonly onPrepared?: (prepared: Prepared) => void
  /** Told after each slice. */
  readonly onSlice?: (done: number, of: number) => void
}

/**
 * Segments a volume slice by slice.
 *
 * Beside the scan it takes one byte a voxel and what one slice takes, however many there are.
 *
 * @returns The likeliest class of each voxel, on the scan's own grid.
 * @throws SpadError if the scan does not fit the model, or an option is out of range.
 */
export async function segmentVolume(
  model: Model,
  scan: Scan,
  options: SegmentVolumeOptions = {},
): Promise<LabelVolume> {
  const {
    prepare = prepareSlices,
    onPrepared,
    onSlice,
    axis,
    window,
    neighbours,
    ...rest
  } = options
  const prepared = prepare(scan, {
    channels: model.preprocessing.channels,
    ...(axis && { axis }),
    ...(window && { window }),
    ...(neighbours !== undefined && { neighbours }),
  })
  onPrepared?.(prepared)
  const { slices } = prepared.slicing
  const data = new Uint8Array(scan.grid.size.reduce((product, side) => product * side, 1))
  for (let slice = 0; slice < slices; slice++) {
    rest.signal?.throwIfAborted()
    prepared.place(await segmentLabels(model, prepared.picture(slice), rest), slice, data)
    onSlice?.(slice + 1, slices)
  }
  return { data, grid: scan.grid }
}
