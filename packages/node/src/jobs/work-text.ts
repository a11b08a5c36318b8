import { readFile } from 'node:fs/promises'
import { writeAtomically } from '../files/atomic.js'
import { explained } from '../files/explain-io.js'
import { isS3 } from '../s3/address.js'
import { readS3 } from '../s3/read-s3.js'
import { putS3 } from '../s3/results.js'

/** Writes a file of shared work, at once or not at all. */
export async function writeWorkFile(place: string, text: string): Promise<void> {
  await (isS3(place) ? putS3(place, text) : writeAtomically(place, text))
}

/** Reads a file of shared work. @throws SpadError if it is not there. */
export async function readWorkFile(place: string): Promise<string> {
  if (isS3(place)) return new TextDecoder().decode(await readS3(place))
  return await explained(place, 'read', () => readFile(place, 'utf8'))
}
