import { type Model, segment, type Segmentation, type SegmentOptions } from '@spad/core'
import { type Pixels, rasterFromImageData, type RasterOptions } from '../../sources/image-data.js'

export interface SegmentImageDataOptions extends SegmentOptions, RasterOptions {}

/**
 * Segments what a canvas holds, at its own size, on the current backend.
 *
 * @throws SpadError if a pixel is transparent, or coloured where the model takes grey.
 */
export async function segmentImageData(
  model: Model,
  image: Pixels,
  options: SegmentImageDataOptions = {},
): Promise<Segmentation> {
  return segment(model, rasterFromImageData(image, model.preprocessing.channels, options), options)
}
