import type { Raster } from '../contracts/sample.js'

/**
 * Probabilities times what each class is preferred by, so that the likeliest of them is the class to choose.
 * Powers of two change no number's digits: it is the same before and after resizing, to the bit.
 *
 * @param preference A factor for each class. @default all alike
 */
export function preferred(probabilities: Raster, preference?: readonly number[]): Raster {
  if (!preference || preference.every((factor) => factor === 1)) return probabilities
  const { channels } = probabilities
  const data = probabilities.data.map((value, i) => value * preference[i % channels]!)
  return { ...probabilities, data }
}
