import type { Raster } from '../contracts/sample.js'

/** The channels of pictures of one size as the channels of one, in their order. */
export function stackChannels(pictures: readonly [Raster, ...Raster[]]): Raster {
  const [{ height, width }] = pictures
  const channels = pictures.reduce((sum, picture) => sum + picture.channels, 0)
  const data = new Float32Array(height * width * channels)
  let first = 0
  for (const { data: own, channels: count } of pictures) {
    for (let pixel = 0, from = 0; pixel < height * width; pixel++)
      for (let c = 0; c < count; c++) data[pixel * channels + first + c] = own[from++]!
    first += count
  }
  return { data, height, width, channels }
}
