import type { Size } from '../contracts/fit.js'
import type { Postprocessing } from '../contracts/model.js'
import type { LabelMap, Raster } from '../contracts/sample.js'
import { postprocessed } from '../objects/postprocessed.js'
import { believed, chooseLabels } from '../raster/one-hot.js'
import { preferred } from '../raster/preferred.js'
import { risingEnlargedLabels } from '../raster/rising-enlarged-labels.js'
import { risingResizer } from '../raster/rising-resizer.js'
import { secondChoices } from './second-choices.js'

/** Makes labels of probabilities whose rows come some at a time. */
export interface RisingLabels {
  /** The next rows. */
  add(rows: Float32Array): void
  /** Once all have come. */
  labels(): LabelMap
}

/**
 * The labels of probabilities that are resized to `size`, to the bit those of `labelsAt`, without holding the
 * probabilities.
 *
 * @param shape That of the probabilities.
 */
export function risingLabels(
  shape: Omit<Raster, 'data'>,
  size: Size,
  rules?: Postprocessing,
): RisingLabels {
  const { width, channels } = shape
  const minArea = rules?.minArea ?? []
  const data = new Uint8Array(size.height * size.width)
  const others = minArea.some(Boolean) ? secondChoices(channels, minArea) : undefined
  const choose = others ? choosingOf(shape, size, others.note) : fastest(shape, size)
  let done = 0
  return {
    add(rows) {
      const few = { data: rows, height: rows.length / (width * channels), width, channels }
      const labels = choose(preferred(few, rules?.preference).data)
      data.set(labels, done)
      done += labels.length
    },
    labels() {
      others?.replace(data, believed(data, channels, minArea))
      return postprocessed({ data, height: size.height, width: size.width }, rules)
    },
  }
}

type Choose = (rows: Float32Array) => Uint8Array

function fastest(shape: Omit<Raster, 'data'>, size: Size): Choose {
  const same = size.height === shape.height && size.width === shape.width
  const enlarges = size.height >= shape.height && size.width >= shape.width
  return enlarges && !same ? risingEnlargedLabels(shape, size) : choosingOf(shape, size)
}

/** Resizes rows, and takes the likeliest class of each pixel. */
function choosingOf(
  shape: Omit<Raster, 'data'>,
  size: Size,
  note?: (values: Float32Array, labels: Uint8Array) => void,
): Choose {
  const resize = risingResizer(shape, size)
  return (rows) => {
    const values = resize(rows)
    const labels = new Uint8Array(values.length / shape.channels)
    chooseLabels(values, shape.channels, labels)
    note?.(values, labels)
    return labels
  }
}
