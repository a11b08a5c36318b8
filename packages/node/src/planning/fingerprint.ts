import { IGNORED, type LabelClass, type Sample, type Size } from '@spad/core'

/** Smallest, median and largest. */
export interface Range {
  readonly min: number
  readonly median: number
  readonly max: number
}

/** What one class looks like, over the cases that show it. */
export interface ClassFingerprint {
  readonly name: string
  /** Training cases that show it. */
  readonly cases: number
  /** Share of such a case's pixels, median. */
  readonly share: number
  /** `2 × area / contour pixels`, median, in pixels of the image: a line's width, a disc's radius. */
  readonly thickness: number
}

/** What decides at which size a network should look at a data set's images. */
export interface Fingerprint {
  readonly cases: number
  readonly height: Range
  readonly width: Range
  /** width / height. */
  readonly ratio: Range
  /** The classes that occur, background first: it can be the thin one, between cells. */
  readonly classes: readonly ClassFingerprint[]
}

/** Measures training cases one by one. */
export interface FingerprintMeter {
  add(sample: Pick<Sample, 'image' | 'labels'>): void
  result(): Fingerprint
}

/** Starts a {@link FingerprintMeter}; it keeps a few numbers a case. */
export function fingerprintMeter(classes: readonly LabelClass[]): FingerprintMeter {
  const sizes: Size[] = []
  const shares = classes.map((): number[] => [])
  const thickness = classes.map((): number[] => [])
  return {
    add({ image: { height, width }, labels }) {
      sizes.push({ height, width })
      const { area, contour } = measure(labels, classes.length)
      for (let k = 0; k < classes.length; k++) {
        const pixels = area[k]!
        if (pixels === 0) continue
        shares[k]?.push(pixels / labels.data.length)
        thickness[k]?.push((2 * pixels) / Math.max(1, contour[k]!))
      }
    },
    result: () => ({
      cases: sizes.length,
      height: rangeOf(sizes.map(({ height }) => height)),
      width: rangeOf(sizes.map(({ width }) => width)),
      ratio: rangeOf(sizes.map(({ height, width }) => width / height)),
      classes: classes.flatMap(({ name }, k) => {
        const found = shares[k] ?? []
        if (found.length === 0) return []
        const [share, thick] = [median(found), median(thickness[k] ?? [])]
        return [{ name, cases: found.length, share, thickness: thick }]
      }),
    }),
  }
}

/** Of each class its pixels, and those that have a pixel of another class beside them. */
function measure({ data, width }: Sample['labels'], classes: number) {
  const area = new Uint32Array(classes)
  const contour = new Uint32Array(classes)
  for (let i = 0; i < data.length; i++) {
    const label = data[i]!
    if (label === IGNORED) continue
    area[label] = area[label]! + 1
    const column = i % width
    if (
      (column > 0 && data[i - 1] !== label) ||
      (column < width - 1 && data[i + 1] !== label) ||
      (i >= width && data[i - width] !== label) ||
      (i + width < data.length && data[i + width] !== label)
    )
      contour[label] = contour[label]! + 1
  }
  return { area, contour }
}

function rangeOf(values: readonly number[]): Range {
  return { min: Math.min(...values), median: median(values), max: Math.max(...values) }
}

/** The lower of the two in the middle. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted.at(Math.ceil(sorted.length / 2) - 1) ?? 0
}
