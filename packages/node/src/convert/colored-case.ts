import { type Colors, readColored, valuesOfColors } from './colored-mask.js'
import { fileBytes, refuseOtherSize } from './picture-case.js'
import { inspectImage } from '../data/image-file.js'
import type { CutOptions, Piece } from './raw-case.js'
import { refuseChoice } from './refuse-cutting.js'

/**
 * A picture as it is, and the mask that was drawn in colours.
 *
 * @throws SpadError if a pixel of the mask has none of the colours, or the sizes differ.
 */
export async function* coloredCase(
  image: string,
  mask: string,
  { colors, options }: { readonly colors: Colors; readonly options: CutOptions },
): AsyncGenerator<Piece> {
  refuseChoice(options)
  refuseOtherSize(image, await inspectImage(image), mask, await inspectImage(mask))
  const { height, width, ...drawn } = await readColored(mask)
  yield {
    images: [await fileBytes(image)],
    mask: { data: valuesOfColors(mask, { ...drawn, width }, colors, 0), height, width },
  }
}
