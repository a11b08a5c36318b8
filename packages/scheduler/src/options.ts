import { optionsOf, type PartConfig } from '@spad/core'

/** The options of a description, of which this package knows every one. */
export function options(config: PartConfig, known: readonly string[]): Record<string, unknown> {
  return optionsOf('scheduler', config, known)
}
