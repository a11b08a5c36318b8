import { type Types, volumeLoader } from '@cornerstonejs/core'
import { Enums, segmentation } from '@cornerstonejs/tools'
import type { Grid, LabelClass, LabelVolume, Scan, ScanData } from '@spad/core'

/** A volume of cornerstone's cache, whatever loader filled it, as `segmentVolume` takes it. */
export function scanOf(volume: Types.IImageVolume): Scan {
  const { dimensions, spacing, origin, direction, metadata, voxelManager } = volume
  const grid = { size: dimensions, spacing, origin, direction: turned(direction) } as Grid
  const data = voxelManager?.getCompleteScalarDataArray?.() as ScanData
  return { data, grid, channels: 1, modality: metadata.Modality }
}

/** The answer over its volume in a viewport, in the model's colours. */
export function showLabels(
  viewportId: string,
  { data, grid }: LabelVolume,
  classes: readonly LabelClass[],
): void {
  const id = crypto.randomUUID()
  volumeLoader.createLocalLabelmapVolume({ ...geometryOf(grid), scalarData: data }, id)
  const segments = Object.fromEntries(
    classes.slice(1).map(({ name }, i) => [i + 1, { segmentIndex: i + 1, label: name }]),
  )
  const type = Enums.SegmentationRepresentations.Labelmap
  const colors = classes.map(({ color }, label) => [
    ...color,
    label === 0 ? 0 : 255,
  ]) as Types.ColorLUT
  segmentation.removeAllSegmentations()
  segmentation.addSegmentations([
    {
      segmentationId: id,
      representation: { type, data: { volumeId: id } },
      config: { segments },
    },
  ])
  segmentation.addLabelmapRepresentationToViewport(viewportId, [
    { segmentationId: id, config: { colorLUTOrIndex: colors } },
  ])
}

/** A grid as cornerstone has it: both are in LPS and millimetres. */
export function geometryOf({
  size,
  spacing,
  origin,
  direction,
}: Grid): Pick<Types.IImageVolume, 'dimensions' | 'spacing' | 'origin' | 'direction' | 'metadata'> {
  return {
    dimensions: [...size] as Types.Point3,
    spacing: [...spacing] as Types.Point3,
    origin: [...origin] as Types.Point3,
    direction: turned(direction),
    metadata: {} as Types.Metadata,
  }
}

/** Cornerstone has the unit vectors one after the other, a grid has them as columns; and back. */
function turned(direction: ArrayLike<number>): Types.Mat3 {
  return [0, 3, 6, 1, 4, 7, 2, 5, 8].map((i) => direction[i] ?? 0) as Types.Mat3
}
