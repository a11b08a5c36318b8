import { checkNumber, fail, optionsOf } from '@spad/core'
import { at } from './at.js'
import type { BackboneOptions } from './backbone.js'
import type { ImageAndClasses } from './network.js'

type Optional<T> = { readonly [K in keyof T]?: T[K] | undefined }

/**
 * Fills in the defaults of a residual network.
 *
 * @param more Options that the caller has besides, for the error.
 * @throws SpadError if an option is unknown or out of range.
 */
export function checkBackbone(
  type: string,
  given: ImageAndClasses & Optional<BackboneOptions>,
  more: readonly string[] = [],
): ImageAndClasses & BackboneOptions {
  const known = ['channels', 'classes', 'widths', 'blocks', 'groupSize', 'attention']
  optionsOf('models', { type, ...given }, [...known, ...more])
  const { channels, classes, widths = [16, 24, 48, 96], groupSize = 8, attention = 0 } = given
  const { blocks = widths.map((_, level) => Math.min(level, 1)) } = given
  checkWidths(widths)
  checkCounts({ classes }, 2)
  checkCounts({ channels, groupSize, widths })
  checkCounts({ blocks, attention }, 0)
  if (blocks.length !== widths.length)
    fail(
      'models',
      `\`blocks\` has ${blocks.length} numbers: it needs one per width, ${widths.length}.`,
    )
  const lowest = at(widths, widths.length - 1)
  if (attention > 0 && lowest % attention !== 0)
    fail(
      'models',
      `\`attention\` is ${attention}: it must divide the lowest level's width, ${lowest}.`,
    )
  return { channels, classes, widths, blocks, groupSize, attention }
}

/** @throws SpadError if an option is, or holds, no integer of at least `min`. */
export function checkCounts(
  counts: Readonly<Record<string, number | readonly number[]>>,
  min = 1,
): void {
  for (const [name, value] of Object.entries(counts))
    for (const count of [value].flat()) checkNumber('models', name, count, { min, integer: true })
}

/** @throws SpadError if there is not at least one level. */
export function checkWidths(widths: readonly number[]): void {
  if (widths.length === 0) fail('models', '`widths` is empty: it needs a number per level.')
}
