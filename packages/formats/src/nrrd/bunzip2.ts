import type bzip2 from 'bz2'
import { guarded } from '../file-error.js'

/** What a bzip2 stream holds. @throws SpadError if it is damaged. */
export async function bunzip2(name: string, packed: Uint8Array): Promise<Uint8Array> {
  const { default: exported } = await import('bz2')
  // in a page that library exports nothing, but sets a global
  const { bz2 = exported } = globalThis as { bz2?: typeof bzip2 }
  return guarded(name, 'has compressed samples that are damaged: fetch it anew.', () =>
    bz2.decompress(packed, true),
  )
}
