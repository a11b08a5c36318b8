import type { LabelMap } from '../contracts/sample.js'
import type { Mask } from './distance-transform.js'

/** How one class lies in the truth and in the prediction of a case. */
export interface ClassOverlap {
  /** Pixels of the class in the truth. */
  truth: number
  /** Pixels of the class in the prediction. */
  predicted: number
  /** Pixels of the class in both. */
  both: number
  /** The box around the class's pixels in either: rows and columns, ends included. */
  top: number
  bottom: number
  left: number
  right: number
}

/** Counts and boxes of all classes, background included, in one pass. */
export function classOverlaps(
  truth: LabelMap,
  prediction: LabelMap,
  classes: number,
): ClassOverlap[] {
  const overlaps = Array.from({ length: classes }, () => ({
    truth: 0,
    predicted: 0,
    both: 0,
    top: Infinity,
    bottom: -1,
    left: Infinity,
    right: -1,
  }))
  for (let y = 0; y < truth.height; y++)
    for (let x = 0; x < truth.width; x++) {
      const t = truth.data[y * truth.width + x]!
      const p = prediction.data[y * truth.width + x]!
      if (t === 0 && p === 0) continue
      const inTruth = overlaps[t]
      const inPrediction = overlaps[p]
      if (!inTruth || !inPrediction) continue
      inTruth.truth++
      inPrediction.predicted++
      widen(inTruth, y, x)
      if (t === p) inTruth.both++
      else widen(inPrediction, y, x)
    }
  return overlaps
}

/** The class's pixels within its box as a mask. */
export function cropClass(labels: LabelMap, label: number, box: ClassOverlap): Mask {
  const height = box.bottom - box.top + 1
  const width = box.right - box.left + 1
  const data = new Uint8Array(height * width)
  for (let y = 0; y < height; y++) {
    const from = (box.top + y) * labels.width + box.left
    for (let x = 0; x < width; x++) if (labels.data[from + x] === label) data[y * width + x] = 1
  }
  return { data, height, width }
}

function widen(box: ClassOverlap, y: number, x: number): void {
  if (y < box.top) box.top = y
  if (y > box.bottom) box.bottom = y
  if (x < box.left) box.left = x
  if (x > box.right) box.right = x
}
