import { fail, type NamedFile, SpadError } from '@spad/core'
import { dicomWebAddress, fetchSeriesAlone, isUid } from '@spad/node'
import { HttpError, refuse } from '../http-error.js'

/** Series at once: each may be as large as all that is held. */
const AT_ONCE = 2

export interface PacsOptions {
  /** The address of a DICOMweb server; no other is asked. */
  readonly url: string
  /** Bytes that a series may have. */
  readonly bytes: number
  /** Seconds that it may take. */
  readonly seconds: number
}

/** A server of DICOMweb that is asked for series which nobody has sent. */
export interface Pacs {
  /**
   * The files of a series by its SeriesInstanceUID; nothing if it has none of that name, or it is no UID.
   *
   * @throws HttpError 413 too large, 502 it does not answer as it should, 503 too many are fetched, 504 too slow.
   */
  find(id: string): Promise<readonly NamedFile[] | undefined>
  /** Ends what is under way. */
  close(): void
}

/** @throws SpadError if the address is none. */
export function pacsAt({ url, bytes, seconds }: PacsOptions): Pacs {
  const { data: server, error } = dicomWebAddress.safeParse(url)
  // it may hold a password
  if (server === undefined)
    return fail('serve', `\`dicomWeb\` ${error.issues[0]?.message ?? 'is off'}.`)
  const ended = new AbortController()
  const underWay = new Map<string, Promise<readonly NamedFile[] | undefined>>()
  const fetched = async (id: string): Promise<readonly NamedFile[] | undefined> => {
    const signal = AbortSignal.any([ended.signal, AbortSignal.timeout(1000 * seconds)])
    const files = await fetchSeriesAlone(server, id, { bytes, signal }).catch(refuseFor)
    return files?.map((file, i) => ({ name: `${String(i + 1).padStart(5, '0')}.dcm`, bytes: file }))
  }
  return {
    async find(id) {
      if (!isUid(id)) return undefined
      const before = underWay.get(id)
      if (before) return await before
      if (underWay.size >= AT_ONCE)
        throw new HttpError(503, 'other series are being fetched: ask again later.', 1)
      const now = fetched(id).finally(() => underWay.delete(id))
      underWay.set(id, now)
      return await now
    },
    close: () => {
      ended.abort()
    },
  }
}

const REASONS: Readonly<Record<string, readonly [status: number, message: string]>> = {
  'too-large': [413, 'the series is larger than what may be held.'],
  'too-late': [504, 'the PACS took too long to send the series.'],
  unreachable: [502, 'the PACS cannot be reached.'],
  refused: [502, 'the PACS refuses to send the series.'],
}

/** Says what went wrong in words of our own: those of the error name the study. */
function refuseFor(error: unknown): never {
  if (!(error instanceof SpadError)) throw error
  const [status, message] = REASONS[error.code] ?? [502, 'the PACS answers with no DICOM.']
  return refuse(status, message)
}
