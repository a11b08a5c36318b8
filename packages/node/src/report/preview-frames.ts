import { dispose, tidy, type Tensor4D } from '@tensorflow/tfjs-core'
import {
  type Batch,
  type Intensity,
  type LabelClass,
  type Noise,
  type ProgressSchedule,
  type Random,
  type Raster,
  type Sample,
  stack,
} from '@spad/core'
import { type ScdRegions, strongest } from '@spad/noise'

/** One image and its mask at one training progress. */
export interface PreviewFrame {
  readonly progress: number
  readonly intensity: Intensity
  readonly scd: Raster
  readonly bcd: Raster
  readonly both: Raster
  /** Ones where ScD leaves the target alone; all zeros where it is off. */
  readonly anchors: Raster
  /** Class probabilities that the loss compares with. */
  readonly target: Raster
  /** How much the loss listens, `[0, 1]`. */
  readonly weight: Raster
}

export interface PreviewParts {
  readonly scd: Noise
  readonly bcd: Noise
  readonly regions: (batch: Batch, context: { random: Random }) => ScdRegions
  readonly schedule: ProgressSchedule
}

/** Five moments from the start of training to where ScD and BcD are over, and its end. */
export function previewMoments(schedule: ProgressSchedule): number[] {
  const active = (percent: number): boolean => {
    const { scd = 0, bcd = 0 } = schedule(percent / 100)
    return scd > 0 || bcd > 0
  }
  let over = 100
  while (over > 5 && !active(over - 1)) over--
  return [...[0, 1, 2, 3, 4].map((i) => (i / 5) * (over / 100)), 1]
}

/**
 * What ScD and BcD make of a sample along training. The same random numbers at each progress, and
 * noise at the largest strength that the intensity allows, so that frames can be compared.
 */
export async function previewFrames(
  sample: Sample,
  classes: readonly LabelClass[],
  parts: PreviewParts,
  progresses: readonly number[],
  random: Random,
): Promise<PreviewFrame[]> {
  const batch = stack([sample], classes.length)
  const show = window((await batch.image.data()) as Float32Array)
  const full = strongest(random)
  try {
    const frames: PreviewFrame[] = []
    for (const progress of progresses) {
      const intensity = parts.schedule(progress)
      const tensors = tidy(() => {
        const context = { intensity, random: full }
        const scd = parts.scd(batch, context)
        const both = parts.bcd(scd, context)
        return {
          scd: scd.image.clone(),
          bcd: parts.bcd(batch, context).image.clone(),
          both: both.image.clone(),
          anchors: parts.regions(batch, { random: full }).anchors.clone(),
          target: both.target.clone(),
          weight: both.weight.clone(),
        }
      })
      const [scd, bcd, both, anchors, target, weight] = await Promise.all(
        [
          tensors.scd,
          tensors.bcd,
          tensors.both,
          tensors.anchors,
          tensors.target,
          tensors.weight,
        ].map(toRaster),
      )
      dispose(tensors)
      if (!scd || !bcd || !both || !anchors || !target || !weight) continue
      const shown = { scd: show(scd), bcd: show(bcd), both: show(both) }
      const marks = (intensity.scd ?? 0) > 0 ? anchors : blank(anchors)
      frames.push({ progress, intensity, ...shown, anchors: marks, target, weight })
    }
    return frames
  } finally {
    dispose([batch.image, batch.target, batch.weight])
  }
}

async function toRaster(tensor: Tensor4D): Promise<Raster> {
  const [, height, width, channels] = tensor.shape
  return { data: Float32Array.from(await tensor.data()), height, width, channels }
}

/** Maps the clean image's range to `[0, 1]`. */
function window(clean: Float32Array): (image: Raster) => Raster {
  let low = Infinity
  let high = -Infinity
  for (const value of clean) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const span = Math.max(1e-6, high - low)
  return (image) => ({ ...image, data: image.data.map((value) => (value - low) / span) })
}

function blank(raster: Raster): Raster {
  return { ...raster, data: new Float32Array(raster.data.length) }
}
