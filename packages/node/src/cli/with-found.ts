import { SpadError } from '@spad/core'
import { type FetchedScans, fetchScans } from '../s3/fetch-scans.js'
import { findScans } from '../scans/find-scans.js'
import type { ScanSource } from '../scans/scan-source.js'
import { findInputs, type Input } from '../segmenting/find-inputs.js'
import type { Terminal } from './terminal.js'

/** What a call of `spad segment` was given to segment. */
export interface Found {
  /** Scans; those that lie in S3 are files until the work is done. */
  readonly sources: readonly ScanSource[]
  readonly inputs: readonly Input[]
  /** The address with its checksum of what was fetched, by the file that holds it. */
  readonly objects: ReadonlyMap<string, string>
}

/**
 * Finds scans and pictures, says what was passed over, and does work with them.
 *
 * @param work Is given a terminal, too, that names the places in S3 as a user knows them.
 * @throws SpadError as the work does, with such names.
 */
export async function withFound<T>(
  input: readonly string[],
  terminal: Terminal,
  work: (found: Found, terminal: Terminal) => Promise<T>,
): Promise<T> {
  const fetched = await fetchScans(input)
  try {
    const err = (text: string): void => {
      terminal.err(fetched.told(text))
    }
    const { notes, ...found } = await findAll(fetched)
    for (const note of notes) err(`Note: ${note}.\n`)
    return await work({ ...found, objects: fetched.objects }, { ...terminal, err })
  } catch (error) {
    if (!(error instanceof SpadError)) throw error
    const { where, problem, code } = error
    throw new SpadError(where, fetched.told(problem), { cause: error, code })
  } finally {
    await fetched.remove()
  }
}

/** Scans first; what holds none is pictures. */
async function findAll({
  given,
  addresses,
  notes,
}: FetchedScans): Promise<Omit<Found, 'objects'> & { readonly notes: readonly string[] }> {
  const scans = await findScans(given)
  const rest = scans.rest.map((place) => addresses.get(place) ?? place)
  const fetched = [...notes].flatMap(([address, told]) => (rest.includes(address) ? [] : told))
  const pictures = rest.length > 0 ? await findInputs(rest) : { inputs: [], notes: [] }
  return {
    sources: scans.sources,
    inputs: pictures.inputs,
    notes: [...fetched, ...scans.notes, ...pictures.notes],
  }
}
