import type { Raster } from '@spad/core'
import { pickChannel } from './color-map.js'

/** A picture whose values reach at least this far apart, and to white, is shown as it is. */
const ENOUGH = 0.5

/**
 * A picture to look at: one whose values fill little of the range, such as 12 bits in a file of 16, is
 * stretched from its lowest value, or 0.1 % of pixels above it, to its highest.
 *
 * Of other channels than one or three it shows the first. For people alone: the network is given what the file holds.
 */
export function forPeople(given: Raster): Raster {
  const image = given.channels === 1 || given.channels === 3 ? given : pickChannel(given, 0)
  const [low, high] = ends(image.data)
  if (high - low >= ENOUGH || high <= low) return image
  const data = image.data.map((value) => Math.min(1, Math.max(0, (value - low) / (high - low))))
  return { ...image, data }
}

/** The values that a thousandth of all lies below and above, by a histogram of 4096 places. */
function ends(data: Float32Array): [number, number] {
  const counts = new Uint32Array(4096)
  for (const value of data) {
    const place = Math.min(4095, Math.max(0, Math.floor(value * 4096)))
    counts[place] = counts[place]! + 1
  }
  const rest = data.length / 1000
  const reach = (places: Iterable<number>): number => {
    let passed = 0
    for (const place of places) if ((passed += counts[place]!) > rest) return place
    return 0
  }
  const up = Array.from(counts.keys())
  return [reach(up) / 4096, (reach(up.reverse()) + 1) / 4096]
}
