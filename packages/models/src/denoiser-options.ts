import type { DenoiserConfig } from '@spad/core'

/** A config without its `type`; the denoisers check the rest themselves. */
export function optionsIn(config: DenoiserConfig): unknown {
  return Object.fromEntries(Object.entries(config).filter(([name]) => name !== 'type'))
}
