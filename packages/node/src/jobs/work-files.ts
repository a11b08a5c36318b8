import { join } from 'node:path'
import { sha256 } from '../files/digest.js'
import type { Manifest } from './manifest.js'

/** The folder beside results where work that is shared is kept. */
export function workFolder(out: string): string {
  return join(out, '.spad-work')
}

/** Where one doing of a chunk makes its files before they are published. */
export function scratchFolder(out: string, id: string): string {
  return join(workFolder(out), `scratch-${id}`)
}

/** Where stands which images of a chunk could not be segmented, and why. */
export function troubleFile(manifest: Manifest, index: number): string {
  const name = `trouble-${sha256(JSON.stringify(manifest)).slice(0, 16)}-${index}.json`
  return join(workFolder(manifest.out), name)
}
