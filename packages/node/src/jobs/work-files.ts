import { join } from 'node:path'
import { sha256 } from '../files/digest.js'
import { isS3 } from '../s3/address.js'
import { folderIn } from '../s3/results.js'
import type { Manifest } from './manifest.js'

/** The folder beside results where work that is shared is kept; in S3 if they are. */
export function workFolder(out: string): string {
  return isS3(out) ? `${folderIn(out)}.spad-work` : join(out, '.spad-work')
}

/** Where a file of that folder is. */
export function workFile(out: string, name: string): string {
  return isS3(out) ? `${workFolder(out)}/${name}` : join(workFolder(out), name)
}

/** Where one doing of a chunk makes its files before they are published. */
export function scratchFolder(out: string, id: string): string {
  return join(workFolder(out), `scratch-${id}`)
}

/** Where stands what went wrong with a piece of work: a list of sentences. */
export function troubleFile(manifest: Manifest, index: number): string {
  return fileOf('trouble', manifest, index)
}

/** Where stands what was noticed about a scan: a list of sentences. */
export function notesFile(manifest: Manifest, index: number): string {
  return fileOf('notes', manifest, index)
}

/** Where the scores of a run stand, by the cases that it has not seen. */
export function scoresFile(manifest: Manifest, index: number): string {
  return fileOf('scores', manifest, index)
}

function fileOf(what: string, manifest: Manifest, index: number): string {
  const digest = sha256(JSON.stringify(manifest)).slice(0, 16)
  return workFile(manifest.out, `${what}-${digest}-${index}.json`)
}
