import type { Model } from '../contracts/model.js'
import { applyVolumeObjectRules } from '../objects/volume-object-rules.js'
import type { LabelVolume } from '../contracts/reader.js'
import type { Scan } from '../contracts/scan.js'
import type { Raster } from '../contracts/sample.js'
import type { SegmentOptions } from '../contracts/segmentation.js'
import { rulesOf, segmentationOf, segmentLabels } from '../inference/segment.js'
import type { Prepare, Prepared, PrepareTogetherOptions } from './prepare.js'
import { prepareSlices } from './prepare-slices.js'
import { modelChannels, type ModelChannelsOptions } from './model-channels.js'
import { prepareTogether } from './scan-channels.js'

export interface SegmentVolumeOptions
  extends
    Pick<SegmentOptions, 'steps' | 'ensemble' | 'scales' | 'seed' | 'postprocess' | 'signal'>,
    Omit<PrepareTogetherOptions, 'channels'>,
    Omit<ModelChannelsOptions, 'channels'> {
  /** How the scan is made into pictures. @default prepareSlices */
  readonly prepare?: Prepare
  /** Told once, before the first slice: what is looked at. */
  readonly onPrepared?: (prepared: Prepared) => void
  /** Told after each slice. */
  readonly onSlice?: (done: number, of: number) => void
}

/**
 * Segments a volume slice by slice. The model's rules for objects are followed over the whole volume, in
 * three dimensions; see `applyVolumeObjectRules`.
 *
 * Where the model has several channels, a scan of as many, or as many scans on one grid, become its channels,
 * each with a range of values of its own, or a window (`window`, a list for one each); colours stay together.
 *
 * Beside the scan it takes one byte a voxel and what one slice takes, however many there are; rules for
 * objects take seven bytes more for each voxel of the box around a class.
 *
 * @returns The likeliest class of each voxel, on the scan's own grid.
 * @throws SpadError if the scan does not fit the model, or an option is out of range.
 */
export async function segmentVolume(
  model: Model,
  scan: Scan | readonly [Scan, ...Scan[]],
  options: SegmentVolumeOptions = {},
): Promise<LabelVolume> {
  const {
    prepare = prepareSlices,
    onPrepared,
    onSlice,
    axis,
    window,
    neighbours,
    spacing,
    channel,
    channelNames,
    usualChannel,
    ...rest
  } = options
  const { channels } = model.preprocessing
  const scans = modelChannels(scan, { channels, channelNames, channel, usualChannel })
  const [{ grid }] = scans
  const how = {
    channels,
    ...(axis !== undefined && { axis }),
    ...(window !== undefined && { window }),
    ...(neighbours !== undefined && { neighbours }),
    ...(spacing !== undefined && { spacing }),
  }
  const prepared = prepareTogether(scans, prepare, how, channelNames)
  onPrepared?.(prepared)
  const { slices } = prepared.slicing
  const data = new Uint8Array(grid.size.reduce((product, side) => product * side, 1))
  const slicewise = withoutObjects(model)
  for (let slice = 0; slice < slices; slice++) {
    rest.signal?.throwIfAborted()
    prepared.place(await segmentLabels(slicewise, prepared.picture(slice), rest), slice, data)
    onSlice?.(slice + 1, slices)
  }
  const { objects = [] } = rulesOf(model, rest) ?? {}
  const { height, width } = prepared.slicing
  return applyVolumeObjectRules({ data, grid }, objects, height * width)
}

/** A model that leaves objects alone: what one is, the whole volume says. */
function withoutObjects(model: Model): Model {
  if (!model.postprocessing?.objects) return model
  const { minArea, preference } = model.postprocessing
  const rules = { minArea, ...(preference && { preference }) }
  const { answer } = model
  return {
    ...model,
    postprocessing: rules,
    ...(answer && {
      answer: async (image: Raster, { postprocess = true, ...options }: SegmentOptions) => {
        const { probabilities } = await answer(image, { ...options, postprocess: false })
        return segmentationOf(probabilities, postprocess ? rules : undefined)
      },
    }),
  }
}
