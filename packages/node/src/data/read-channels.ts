import { fail, type Raster, stackChannels } from '@spad/core'
import { type ImageRead, readImageFile } from './read-image.js'

/**
 * Reads one grey picture for each channel and lays them on each other.
 *
 * @throws SpadError if one cannot be read, is in colour, or differs in size from the first.
 */
export async function readChannels(files: readonly [string, ...string[]]): Promise<ImageRead> {
  const read = await Promise.all(files.map((file) => readImageFile(file, { channels: 1 })))
  const images = read.map(({ image }) => image) as [Raster, ...Raster[]]
  const [first] = images
  for (const [i, { height, width }] of images.entries())
    if (height !== first.height || width !== first.width)
      fail(
        'node',
        `\`${files[i] ?? ''}\` has ${width} × ${height} pixels, \`${files[0]}\` ${first.width} × ` +
          `${first.height}: the channels of a case must lie on each other. Resample them.`,
      )
  return { image: stackChannels(images), turned: read.some(({ turned }) => turned) }
}
