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
  checkSizes({ channels, classes, groupSize })
  checkList('blocks', blocks, 0, MOST.blocks)
  checkCount('attention', attention, 0, MOST.attention)
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

/** Far more than any network that can be trained has; a model's file may ask for anything. */
const MOST = { levels: 12, channels: 4096, classes: 256, blocks: 64, attention: 256 } as const

/** @throws SpadError if one of the numbers that every network has is out of range. */
export function checkSizes({
  channels,
  classes,
  groupSize,
}: ImageAndClasses & { readonly groupSize: number }): void {
  checkCount('classes', classes, 2, MOST.classes)
  checkCount('channels', channels)
  checkCount('groupSize', groupSize)
}

/** @throws SpadError if an option is no integer from `min` to `max`. */
export function checkCount(
  name: string,
  value: unknown,
  min = 1,
  max: number = MOST.channels,
): void {
  checkNumber('models', name, value, { min, integer: true })
  checkNumber('models', name, value, { max })
}

/** @throws SpadError if an option is no list of such integers. */
export function checkList(name: string, list: unknown, min = 1, max?: number): void {
  if (!Array.isArray(list))
    return fail('models', `\`${name}\` is ${String(list)}: it must be a list.`)
  for (const value of list) checkCount(name, value, min, max)
}

/** @throws SpadError if there is not at least one level, or there are far too many. */
export function checkWidths(widths: readonly number[]): void {
  if (widths.length === 0) fail('models', '`widths` is empty: it needs a number per level.')
  checkCount('widths.length', widths.length, 1, MOST.levels)
  checkList('widths', widths)
}
