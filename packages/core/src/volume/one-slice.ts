import type { Raster } from '../contracts/sample.js'
import { fail } from '../support/errors.js'
import type { PrepareOptions } from './prepare.js'

/** By this name a picture of one slice is accepted where a model takes several beside each other. */
export const SINGLE_SLICE = 'single-slice'

/**
 * Refuses a picture of one slice where a model looks at slices beside each other (2.5-D): red, green and blue
 * that are equal in every pixel, which slices that differ never are. A picture of one value is none or all.
 *
 * @param name What it is called in the message.
 * @param prepare How scans were made into pictures for the model.
 * @throws SpadError that says what to give.
 */
export function refuseOneSlice(
  name: string,
  image: Raster,
  { neighbours = 0 }: Pick<PrepareOptions, 'neighbours'>,
): void {
  if (neighbours > 0 && isOneSlice(image))
    fail(
      'core',
      `\`${name}\` is one slice, as its channels are equal: the model takes ${image.channels} slices beside each ` +
        'other, the one below as red, itself as green, the one above as blue. Give the volume, or pictures made ' +
        `of it so (\`spad dataset convert --neighbours ${neighbours}\`).`,
    )
}

function isOneSlice({ data, channels }: Raster): boolean {
  let differs = false
  for (let i = 0; i < data.length; i++) {
    if (data[i] !== data[i - (i % channels)]) return false
    if (data[i] !== data[0]) differs = true
  }
  return differs
}
