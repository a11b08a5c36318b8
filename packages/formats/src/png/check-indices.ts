import { amount } from '@spad/core'
import { damaged } from './picture-fault.js'

/**
 * Refuses a place in a palette that the palette does not have.
 *
 * @param step From one index to the next: an opacity may lie between them.
 * @throws PictureFault
 */
export function checkIndices(
  indices: { readonly [at: number]: number; readonly length: number },
  length: number,
  step = 1,
): void {
  for (let i = 0; i < indices.length; i += step) {
    const index = indices[i] ?? 0
    if (index < length) continue
    damaged(`a pixel has the colour ${index}, its palette has ${amount(length, 'colour')}`)
  }
}
