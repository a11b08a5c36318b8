import { fail } from '@spad/core'
import { z } from 'zod'
import { joinMultipart, splitMultipart } from './multipart.js'

const found = z.array(
  z.record(z.string(), z.looseObject({ Value: z.array(z.unknown()).optional() })),
)

/** The series of a study (QIDO-RS, DICOM PS3.18 section 10.6), by their UIDs. */
export async function listSeries(server: string, study: string): Promise<string[]> {
  const response = await ask(`${server}/studies/${study}/series`, 'application/dicom+json')
  const { data } = found.safeParse(await response.json().catch(() => undefined))
  if (!data)
    return fail('node', `\`${server}\` answered with no list of series: it is no DICOMweb server.`)
  return data
    .map((series) => series['0020000E']?.Value?.[0])
    .filter((uid): uid is string => typeof uid === 'string' && UID.test(uid))
}

/** The files of a series (WADO-RS, section 10.4). */
export async function fetchSeries(
  server: string,
  study: string,
  series: string,
): Promise<Uint8Array[]> {
  const type = 'multipart/related; type="application/dicom"; transfer-syntax=*'
  const response = await ask(`${server}/studies/${study}/series/${series}`, type)
  const body = new Uint8Array(await response.arrayBuffer())
  return splitMultipart(response.headers.get('content-type') ?? '', body)
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

/** Nothing of an answer is repeated, since it may name a patient. */
async function ask(url: string, accept: string, init: RequestInit = {}): Promise<Response> {
  const headers = { Accept: accept, ...(init.headers as Record<string, string> | undefined) }
  let response: Response
  try {
    response = await fetch(url, { ...init, headers })
  } catch (error) {
    return fail(
      'node',
      `\`${url}\` could not be reached: check the address and that the server is up.`,
      error,
    )
  }
  if (!response.ok)
    fail(
      'node',
      `\`${url}\` answered ${response.status}: check the address, the study and your rights there.`,
    )
  return response
}
