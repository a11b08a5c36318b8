import { fail } from '@spad/core'
import type { CutOptions } from './raw-case.js'

/** Refuses what is for volumes, where a case is of pictures, which are taken as they are. */
export function refuseCutting({ axis, window, neighbours, spacing }: CutOptions): void {
  const given = Object.entries({
    axis,
    window,
    neighbours: neighbours === 0 ? undefined : neighbours,
    spacing,
  })
    .filter(([, value]) => value !== undefined)
    .map(([name]) => `\`--${name}\``)
  if (given.length > 0)
    fail(
      'node',
      `${given.join(', ')} ${given.length > 1 ? 'are' : 'is'} for volumes: pictures are taken as they are. ` +
        `Leave ${given.length > 1 ? 'them' : 'it'} out.`,
    )
}

/** The same, and a channel, where each case is one picture. */
export function refuseChoice(options: CutOptions): void {
  refuseCutting(options)
  if (options.channel !== undefined)
    fail(
      'node',
      `\`--channel\` is ${options.channel}: each case is one picture, which is taken whole. Leave it out.`,
    )
}
