import type { Scan } from '@spad/core'
import { phantomCount, readPhantom } from '../picture.js'
import type { ScanChoice } from './volume-state.js'

/** OCT phantoms, one behind the other, as a scanner stacks them. */
export const phantomChoice: ScanChoice = {
  name: 'a stack of OCT phantoms',
  format: 'made here',
  files: [],
  read: makeScan,
}

async function makeScan(): Promise<Scan> {
  const samples = await Promise.all(
    Array.from({ length: phantomCount }, (_, index) => readPhantom('oct', index)),
  )
  const [{ image }] = samples as [(typeof samples)[0]]
  const pixels = image.width * image.height
  const data = new Uint8Array(pixels * samples.length)
  samples.forEach((sample, slice) => {
    data.set(
      sample.image.data.map((value) => Math.round(255 * value)),
      slice * pixels,
    )
  })
  return {
    data,
    channels: 1,
    grid: {
      size: [image.width, image.height, samples.length],
      spacing: [0.025, 0.012, 0.25],
      origin: [0, 0, 0],
      // rows to the feet, slices to the back
      direction: [1, 0, 0, 0, 0, 1, 0, -1, 0],
    },
  }
}
