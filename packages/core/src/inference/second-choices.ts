/** What pixels are whose class is not believed in the end. */
export interface SecondChoices {
  /** The next pixels, with the probabilities of all classes and the likeliest. */
  readonly note: (values: Float32Array, labels: Uint8Array) => void
  /** Puts the likeliest class that is believed, or the background, where the likeliest is not. */
  readonly replace: (labels: Uint8Array, kept: readonly boolean[]) => void
}

/** Pixels, counted over all, and the order of their classes, likeliest first: `[pixels, classes]`. */
interface Doubtful {
  readonly pixels: Uint32Array
  readonly orders: Uint8Array
}

/**
 * Remembers the order of classes of those pixels alone whose likeliest class has to cover an area to be believed:
 * a few bytes a pixel of classes that most images lack, in place of all probabilities.
 */
export function secondChoices(classes: number, minArea: readonly number[]): SecondChoices {
  const blocks: Doubtful[] = []
  const doubted = Array.from({ length: classes }, (_, k) => (minArea.at(k) ?? 0) > 0)
  let seen = 0
  return {
    note(values, labels) {
      const found: number[] = []
      for (let pixel = 0; pixel < labels.length; pixel++)
        if (doubted[labels[pixel]!]) found.push(pixel)
      const orders = new Uint8Array(found.length * classes)
      for (const [i, pixel] of found.entries())
        orders.set(orderOf(values, pixel * classes, classes), i * classes)
      const start = seen
      if (found.length > 0)
        blocks.push({ pixels: Uint32Array.from(found, (pixel) => start + pixel), orders })
      seen += labels.length
    },
    replace(labels, kept) {
      if (!kept.includes(false)) return
      for (const { pixels, orders } of blocks)
        for (let i = 0; i < pixels.length; i++) {
          const pixel = pixels[i]!
          if (kept[labels[pixel]!]) continue
          let rank = i * classes
          while (orders[rank] !== 0 && !kept[orders[rank]!]) rank++
          labels[pixel] = orders[rank]!
        }
    },
  }
}

/** Classes, likeliest first; of equals, the lowest first. */
function orderOf(values: Float32Array, start: number, classes: number): number[] {
  const value = (k: number): number => values[start + k]!
  return Array.from({ length: classes }, (_, k) => k).sort((a, b) => value(b) - value(a) || a - b)
}
