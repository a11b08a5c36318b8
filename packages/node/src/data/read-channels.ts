import { fail, type Raster } from '@spad/core'
import { type ImageRead, readImageFile } from './read-image.js'

/**
 * Reads one grey picture for each channel and lays them on each other.
 *
 * @throws SpadError if one cannot be read, is in colour, or differs in size from the first.
 */
export async function readChannels(files: readonly [string, ...string[]]): Promise<ImageRead> {
  const read = await Promise.all(files.map((file) => readImageFile(file, { channels: 1 })))
  const images = read.map(({ image }) => image)
  const [first] = images as [Raster, ...Raster[]]
  for (const [i, { height, width }] of images.entries())
    if (height !== first.height || width !== first.width)
      fail(
        'node',
        `\`${files[i] ?? ''}\` has ${width} × ${height} pixels, \`${files[0]}\` ${first.width} × ` +
          `${first.height}: the channels of a case must lie on each other. Resample them.`,
      )
  return { image: stacked(images, first), turned: read.some(({ turned }) => turned) }
}

function stacked(images: readonly Raster[], { height, width }: Raster): Raster {
  const channels = images.length
  const data = new Float32Array(height * width * channels)
  for (const [c, image] of images.entries())
    for (let i = 0; i < height * width; i++) data[i * channels + c] = image.data[i] ?? 0
  return { data, height, width, channels }
}
