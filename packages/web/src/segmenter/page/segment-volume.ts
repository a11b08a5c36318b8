import {
  buildPart,
  classVolumes,
  fail,
  neighboursOf,
  type LabelVolume,
  type Model,
  type PartTable,
  type Prepare,
  type Prepared,
  type Raster,
  refuseOneSlice,
  type Scan,
  segmentVolume as segmentSlices,
  trainedPrepare,
} from '@spad/core'
import { channelNames, type ModelMetadata } from '@spad/models'
import type { Source } from '../segmenter.js'
import type { VolumeOptions, VolumeSegmentation } from '../volume-options.js'

/**
 * Segments a scan slice by slice and measures what was found.
 *
 * @param prepares What the model may name besides `slices`.
 */
export async function segmentVolume(
  model: Model,
  metadata: ModelMetadata,
  scan: Scan,
  { onProgress, ...options }: VolumeOptions,
  prepares?: PartTable<Prepare>,
): Promise<Omit<VolumeSegmentation, 'backend' | 'timing'>> {
  const given = scan as Partial<Scan> | null
  if (!given?.grid || !given.data)
    fail('web', '`scan` is no scan: `readVolume` of @spad/web/scans makes one of files.')
  let seen: Prepared | undefined
  const names = channelNames(metadata, model)
  const labels = await segmentSlices(model, scan, {
    ...trainedPrepare(
      metadata.prepare,
      prepares && ((config) => buildPart('web', 'preparation', prepares, config)),
      names,
    ),
    ...options,
    channelNames: names,
    ...(onProgress && { onSlice: onProgress }),
    onPrepared: (prepared) => (seen = prepared),
  })
  const { slicing, range, others } = seen ?? fail('web', 'the scan was not prepared.')
  return {
    labels,
    volumes: measured(labels, model),
    slicing,
    range,
    ...(others && { others }),
    notes: scan.notes ?? [],
  }
}

function measured(
  labels: LabelVolume,
  { classes }: Pick<Model, 'classes'>,
): VolumeSegmentation['volumes'] {
  const volumes = classVolumes(labels, classes.length)
  return volumes.map((volume, label) => ({ name: classes[label]?.name ?? '', ...volume }))
}

/**
 * Refuses a picture of one slice where the model takes several beside each other; numbers are taken as they are.
 *
 * @throws SpadError
 */
export function refuseSlice(source: Source, image: Raster, { prepare }: ModelMetadata): void {
  if (!('channels' in source)) refuseOneSlice('source', image, neighboursOf(prepare))
}
