import { type Grid, type LabelVolume, type Model, type Scan, segmentVolume } from '@spad/core'
import { freshModel } from './saved-model.js'

const { writeNifti } = await import('@spad/formats')

const grid: Grid = {
  size: [24, 20, 5],
  spacing: [0.5, 0.75, 3],
  origin: [-10, 4, 7],
  direction: [1, 0, 0, 0, 1, 0, 0, 0, 1],
}

/** A ball that grows from slice to slice, in Hounsfield units. */
export function ball(): Scan {
  const [columns, rows, slices] = grid.size
  const data = new Int16Array(columns * rows * slices)
  for (let i = 0; i < data.length; i++) {
    const [x, y, z] = [i % columns, Math.floor(i / columns) % rows, Math.floor(i / columns / rows)]
    data[i] = Math.hypot(x - 12, y - 9) < 3 + z ? 90 : -60 + 4 * x
  }
  return { data, grid, channels: 1, modality: 'CT', unit: 'HU' }
}

/** The ball as a file. */
export async function ballFile(gzip = true): Promise<File> {
  return new File([await writeNifti(ball(), { gzip })], gzip ? 'ball.nii.gz' : 'ball.nii')
}

/** What the fresh model answers to a scan on the current backend. */
export async function volumeAnswer(scan: Scan): Promise<LabelVolume> {
  const model: Model = freshModel()
  const labels = await segmentVolume(model, scan)
  model.denoiser.dispose()
  return labels
}
