import { basename } from 'node:path'
import type { PartConfig } from '@spad/core'
import type { RawConfig } from './config-file.js'

/** What `data` says, as others may read it: by names, since places may name people. */
export function withoutPlaces(data: string | PartConfig): unknown {
  return typeof data === 'string' ? basename(data) : namesIn(data)
}

/** An object whose texts are the last part of what may be paths. */
function namesIn(options: RawConfig): RawConfig {
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [
      key,
      typeof value === 'string' ? basename(value) : value,
    ]),
  )
}
