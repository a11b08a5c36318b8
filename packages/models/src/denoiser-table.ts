import type { AnyPart, Denoiser } from '@spad/core'
import type { DenoiserFactory } from './model-part-builder.js'
import type { DenoiserContext } from './network.js'

/** The table of some denoisers. */
export function denoiserTable(
  parts: readonly AnyPart<Denoiser, DenoiserContext>[],
): Readonly<Record<string, DenoiserFactory>> {
  return Object.fromEntries(
    parts.map((part) => {
      const read: DenoiserFactory = (config, random, build) => part.read(config, {}, random, build)
      return [part.type, Object.assign(read, { part })]
    }),
  )
}
