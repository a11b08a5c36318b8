import type { NamedFile, Reader } from '@spad/core'

/** A reader that may know which other files belong to one. */
export interface FormatReader extends Reader {
  /** Names of files that belong to this one, where it is a header. */
  partners?(file: NamedFile): readonly string[]
}
