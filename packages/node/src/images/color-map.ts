import { fail, type Raster } from '@spad/core'

/** Every tenth part of viridis (van der Walt and Smith 2015, CC0): even to the eye, dark = low. */
const viridis: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [72, 37, 118],
  [65, 68, 135],
  [53, 96, 141],
  [42, 120, 142],
  [33, 144, 140],
  [34, 168, 132],
  [67, 191, 113],
  [122, 209, 81],
  [187, 223, 39],
  [253, 231, 37],
]

/**
 * Colours a picture of one channel by viridis: 0 = dark blue, 1 = yellow.
 *
 * @returns A picture of 3 channels.
 * @throws SpadError if it has more than one channel.
 */
export function colorMap({ data, height, width, channels }: Raster): Raster {
  if (channels !== 1)
    fail('node', `\`channels\` is ${channels}: a colour map takes 1. Pick the one to show.`)
  const picture = new Float32Array(data.length * 3)
  data.forEach((value, i) => {
    const place = Math.min(Math.max(value, 0), 1) * (viridis.length - 1)
    const low = Math.min(Math.floor(place), viridis.length - 2)
    for (let c = 0; c < 3; c++) {
      const from = viridis[low]![c]!
      const to = viridis[low + 1]![c]!
      picture[3 * i + c] = (from + (place - low) * (to - from)) / 255
    }
  })
  return { data: picture, height, width, channels: 3 }
}

/**
 * One channel of a picture, such as the probability of one class.
 *
 * @throws SpadError if there is no such channel.
 */
export function pickChannel(raster: Raster, channel: number): Raster {
  const { data, height, width, channels } = raster
  if (!(Number.isInteger(channel) && channel >= 0 && channel < channels))
    fail('node', `\`channel\` is ${channel}: it must be an integer from 0 to ${channels - 1}.`)
  const picked = new Float32Array(height * width)
  for (let i = 0; i < picked.length; i++) picked[i] = data[i * channels + channel]!
  return { data: picked, height, width, channels: 1 }
}
