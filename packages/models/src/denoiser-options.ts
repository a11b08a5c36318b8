import { type DenoiserConfig, fail } from '@spad/core'

/** A config without its `type`; the denoisers check the rest themselves. */
export function optionsIn(config: DenoiserConfig): unknown {
  return Object.fromEntries(Object.entries(config).filter(([name]) => name !== 'type'))
}

/**
 * The members that an ensemble's config describes.
 *
 * @throws SpadError if it describes none, or too many to be meant.
 */
export function membersOf(members: unknown): DenoiserConfig[] {
  if (!Array.isArray(members) || members.length === 0 || members.length > 32)
    fail('models', '`members` must be a list of 1 to 32 descriptions of denoisers.')
  return members as DenoiserConfig[]
}
