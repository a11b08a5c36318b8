import type { Raster } from '../contracts/sample.js'

/** Pictures of one channel and one size as the channels of one. */
export function stackChannels(pictures: readonly [Raster, ...Raster[]]): Raster {
  const [{ height, width }] = pictures
  const channels = pictures.length
  const data = new Float32Array(height * width * channels)
  for (const [c, picture] of pictures.entries())
    for (let i = 0; i < height * width; i++) data[i * channels + c] = picture.data[i] ?? 0
  return { data, height, width, channels }
}
