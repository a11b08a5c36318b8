import { breather } from '../support/breathe.js'
import { checkNumber } from '../support/check.js'
import type { Dataset } from '../contracts/dataset.js'
import { percentile } from '../metrics/percentile.js'
import type { LabelMap } from '../contracts/sample.js'

/** Remembers how much of each image each class covers. */
export interface AreaMeter {
  /** One image's labels. */
  add(labels: LabelMap): void
  /**
   * For each class the share of an image, `[0, 1]`, below which it is not believed; see {@link findMinArea}.
   *
   * @param doubt `[0, 1]`; 0 believes everything.
   */
  minArea(doubt: number): number[]
}

/** Where the labels are read anyway, one image at a time, instead of {@link findMinArea}. */
export function areaMeter(classes: number): AreaMeter {
  const areas = Array.from({ length: classes }, (): number[] => [])
  let images = 0
  return {
    add({ data }) {
      images++
      const counts = new Uint32Array(classes)
      for (const label of data) counts[label] = counts[label]! + 1
      counts.forEach((count, label) => {
        if (count > 0) areas[label]?.push(count / data.length)
      })
    },
    minArea(doubt) {
      checkNumber('core', 'doubt', doubt, { min: 0, max: 1 })
      return areas.map((own, label) => {
        const level = doubt * (1 - (2 * own.length) / images)
        if (label === 0 || own.length === 0 || level <= 0) return 0
        return percentile(Float64Array.from(own).sort(), level)
      })
    },
  }
}

/**
 * How small a finding is too small to be believed, learnt from labelled images: `postprocessing.minArea`
 * of a model.
 *
 * Specks of a class in images without it cost a whole case each. A class that most images lack, a
 * share `a` of them, has to cover as much of an image as the quantile `doubt · (2a − 1)` of those that
 * show it: the rarer a class, the more must be seen of it. One that half of the images show is believed
 * always: there, small objects that are missed would cost more than specks.
 *
 * @param doubt `[0, 1]`; 0 believes everything.
 * @returns A share of the image for each class, `[0, 1]`, 0 for the background.
 * @throws SpadError if `doubt` is out of range.
 */
export async function findMinArea(
  data: Dataset,
  doubt: number,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<number[]> {
  const meter = areaMeter(data.classes.length)
  const breathe = breather(40, signal)
  for (let index = 0; index < data.names.length; index++) {
    meter.add((await data.read(index)).labels)
    await breathe()
  }
  return meter.minArea(doubt)
}
