import { wordsOf } from '@spad/core'
import { ioCode } from '../files/explain-io.js'
import { StorageRefuses } from '../s3/storage-away.js'

/** What went wrong with one input; `fatal`: nothing could be written for the others either. */
export function failedResult(error: unknown): {
  readonly state: 'failed'
  readonly message: string
  readonly fatal: boolean
} {
  const code = ioCode(error instanceof Error ? error.cause : undefined) ?? ioCode(error) ?? ''
  const fatal = ['ENOSPC', 'EDQUOT', 'EROFS'].includes(code) || error instanceof StorageRefuses
  return { state: 'failed', message: wordsOf(error), fatal }
}
