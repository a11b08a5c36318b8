import { fail } from '@spad/core'
import { z } from 'zod'
import { joinMultipart, splitMultipart } from './multipart.js'

const found = z.array(
  z.record(z.string(), z.looseObject({ Value: z.array(z.unknown()).optional() })),
)

type Found = z.output<typeof found>[number]

/** What an answer may cost. */
export interface AskLimits {
  /** Bytes that it may have. @default as many as the memory holds */
  readonly bytes?: number | undefined
  /** Ends the asking. */
  readonly signal?: AbortSignal | undefined
}

/** Lists of studies and series have less. */
const LIST_BYTES = 2 ** 24

/** The series of a study (QIDO-RS, DICOM PS3.18 section 10.6), by their UIDs. */
export async function listSeries(server: string, study: string): Promise<string[]> {
  const all = await list(server, `studies/${study}/series`)
  return all.map((series) => uidIn(series, SERIES)).filter((uid) => uid !== undefined)
}

/** The files of a series (WADO-RS, section 10.4). */
export async function fetchSeries(
  server: string,
  study: string,
  series: string,
  limits: AskLimits = {},
): Promise<Uint8Array[]> {
  const type = 'multipart/related; type="application/dicom"; transfer-syntax=*'
  const url = `${server}/studies/${study}/series/${series}`
  const response = await ask(url, type, {}, limits)
  const body = await bodyOf(url, response, limits)
  return splitMultipart(response.headers.get('content-type') ?? '', body)
}

/**
 * The files of a series whose study is not known.
 *
 * @returns Nothing if the server does not have it.
 * @throws SpadError, by its `code`: `unreachable`, `refused` (it answers with an error), `too-large`, `too-late`
 *   (the signal), or `input`: it is no DICOMweb server.
 */
export async function fetchSeriesAlone(
  server: string,
  series: string,
  limits: AskLimits = {},
): Promise<Uint8Array[] | undefined> {
  if (!isUid(series)) return undefined
  const all = await list(server, `series?SeriesInstanceUID=${series}&includefield=${STUDY}`, limits)
  // a server may pass over what it is asked for
  const one = all.find((other) => uidIn(other, SERIES) === series)
  const study = one && uidIn(one, STUDY)
  return study === undefined ? undefined : await fetchSeries(server, study, series, limits)
}

/** Stores files (STOW-RS, section 10.5). */
export async function storeFiles(server: string, files: readonly Uint8Array[]): Promise<void> {
  const { contentType, body } = joinMultipart(files)
  await ask(`${server}/studies`, 'application/dicom+json', {
    method: 'POST',
    headers: { 'Content-Type': contentType },
    body,
  })
}

/** What a DICOM identifier looks like. */
export const UID = /^[0-9]+(\.[0-9]+)*$/

/** Whether a text is a DICOM identifier, which has 64 characters at most. */
export function isUid(text: string): boolean {
  return text.length <= 64 && UID.test(text)
}

const ADDRESS = 'must be a DICOMweb address such as http://host/dicom-web'

/** The address of a DICOMweb server, without a `/` at its end. */
export const dicomWebAddress = z
  .url({ protocol: /^https?$/, error: ADDRESS })
  // zod goes on after what failed
  .refine((url) => !URL.canParse(url) || new URL(url).username + new URL(url).password === '', {
    error: 'must hold no name and no password: servers are asked without',
  })
  .refine((url) => !/[?#]/.test(url), { error: ADDRESS })
  .transform((url) => url.replace(/\/+$/, ''))

const STUDY = '0020000D'
const SERIES = '0020000E'

function uidIn(one: Found, tag: string): string | undefined {
  const uid = one[tag]?.Value?.[0]
  return typeof uid === 'string' && isUid(uid) ? uid : undefined
}

/** What a server finds (QIDO-RS); nothing where it says that there is no content. */
async function list(server: string, path: string, { signal }: AskLimits = {}): Promise<Found[]> {
  const limits = { bytes: LIST_BYTES, signal }
  const url = `${server}/${path}`
  const response = await ask(url, 'application/dicom+json', {}, limits)
  if (response.status === 204) return []
  const text = new TextDecoder().decode(await bodyOf(url, response, limits))
  const { data } = found.safeParse(parsed(text))
  return (
    data ?? fail('node', `\`${server}\` answered with no list of series: it is no DICOMweb server.`)
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Nothing of an answer is repeated, since it may name a patient; nobody else is asked in its place. */
async function ask(
  url: string,
  accept: string,
  init: RequestInit = {},
  { signal }: AskLimits = {},
): Promise<Response> {
  const headers = { Accept: accept, ...(init.headers as Record<string, string> | undefined) }
  const response = await fetch(url, {
    ...init,
    headers,
    redirect: 'manual',
    ...(signal && { signal }),
  }).catch((error: unknown) => broken(url, error, signal))
  if (response.status >= 300 && response.status < 400)
    fail(
      'node',
      `\`${url}\` answered ${response.status}: it sends to another address, which is not followed. Give that one.`,
      undefined,
      'refused',
    )
  if (!response.ok)
    fail(
      'node',
      `\`${url}\` answered ${response.status}: check the address, the study and your rights there.`,
      undefined,
      'refused',
    )
  return response
}

/** The body of an answer, as far as it may go. */
async function bodyOf(
  url: string,
  response: Response,
  { bytes = Infinity, signal }: AskLimits,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  try {
    for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
      length += piece.length
      if (length > bytes) break
      pieces.push(piece)
    }
  } catch (error) {
    return broken(url, error, signal)
  }
  if (length > bytes)
    fail('node', `\`${url}\` answered with more than ${bytes} bytes.`, undefined, 'too-large')
  return Buffer.concat(pieces)
}

function broken(url: string, error: unknown, signal: AbortSignal | undefined): never {
  if (signal?.aborted) return fail('node', `\`${url}\` took too long.`, error, 'too-late')
  return fail(
    'node',
    `\`${url}\` could not be reached: check the address and that the server is up.`,
    error,
    'unreachable',
  )
}
