import { checkNumber } from '../support/check.js'
import { fail } from '../support/errors.js'

/** Each is a pass over the image, or several. */
const MOST = 8

/**
 * The scales at which an image is seen.
 *
 * @returns 1 alone where none are given.
 * @throws SpadError if there is none, there are more than 8, one comes twice or is not from 0.25 to 4.
 */
export function checkScales(scales: readonly number[] = [1]): readonly number[] {
  if (!isList(scales) || scales.length === 0 || scales.length > MOST)
    fail(
      'core',
      `\`scales\` is ${JSON.stringify(scales)}: it must be a list of 1 to ${MOST} numbers, such as [0.75, 1, 1.25].`,
    )
  for (const scale of scales) checkNumber('core', 'scales', scale, { min: 0.25, max: 4 })
  if (new Set(scales).size < scales.length)
    fail(
      'core',
      `\`scales\` is ${JSON.stringify(scales)}: each is seen once. Leave out what comes twice.`,
    )
  return scales
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}
