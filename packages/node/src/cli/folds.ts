import type { PartConfig } from '@spad/core'
import type { ConfigOrigin } from '../config/check-config.js'
import type { RawConfig } from '../config/config-file.js'

/** What is trained and scored: a run for each fold. */
export interface Folds {
  readonly data: string | PartConfig
  readonly out: string
  /** Options of all trainings. */
  readonly training: RawConfig
  readonly groups: { readonly groupPattern?: string }
  readonly origin: ConfigOrigin
  readonly runs: readonly string[]
  readonly parts: string | undefined
}

/** The options of `spad train` for a fold. */
export function optionsOf({ training, runs }: Folds, i: number): RawConfig {
  return { ...training, out: runs[i], fold: `${i + 1}/${runs.length}` }
}
