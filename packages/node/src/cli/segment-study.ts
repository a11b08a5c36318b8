import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { amount, fail } from '@spad/core'
import { z } from 'zod'
import { dicomWebAddress, fetchSeries, listSeries, storeFiles, UID } from '../dicomweb/dicomweb.js'
import { exists } from '../files/atomic.js'
import { isS3 } from '../s3/address.js'
import type { Flags } from './options.js'
import { isForOthers } from './segment-by-others.js'
import type { Terminal } from './terminal.js'

const schema = z.object({
  from: dicomWebAddress,
  study: z
    .string({ error: 'is missing: name the StudyInstanceUID' })
    .regex(UID, 'must be a StudyInstanceUID'),
  to: dicomWebAddress.optional(),
})

/**
 * Segments a study of a DICOMweb server; with `--to`, the segmentations are stored there.
 *
 * The files are kept in a temporary folder meanwhile, and removed.
 *
 * @param segment `spad segment` of files.
 */
export async function segmentStudy(
  flags: Flags,
  terminal: Terminal,
  segment: (flags: Flags) => Promise<number>,
): Promise<number> {
  const { from, study, to, ...rest } = flags
  if (rest.input !== undefined)
    fail('node', '`--from` and inputs exclude each other: give one of them.')
  if (isForOthers(rest))
    fail(
      'node',
      '`--from` is for this process, which holds the study meanwhile: leave out `--queue` and `--manifest`.',
    )
  const { data: place, error } = schema.safeParse({ from, study, to })
  if (!place) {
    const [issue] = error.issues
    return fail('node', `\`--${issue?.path.join('.') ?? ''}\` ${issue?.message ?? 'is off'}.`)
  }
  if (place.to === undefined && rest.out === undefined)
    fail('node', '`--out` is missing: name a folder for the results, or a server by `--to`.')
  if (place.to !== undefined && typeof rest.out === 'string' && isS3(rest.out))
    fail('node', '`--to` and an `--out` in S3 exclude each other: give one of them.')
  const temporary = await mkdtemp(join(tmpdir(), 'spad-study-'))
  try {
    const input = join(temporary, 'study')
    await download(place.from, place.study, input, terminal)
    const out = typeof rest.out === 'string' ? rest.out : join(temporary, 'out')
    const format = place.to === undefined ? rest.format : 'dicom-seg'
    const status = await segment({
      ...rest,
      input: [input],
      out,
      ...(format !== undefined && { format }),
    })
    if (place.to !== undefined) await upload(place.to, input, out, terminal)
    return status
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
}

async function download(
  from: string,
  study: string,
  dir: string,
  terminal: Terminal,
): Promise<void> {
  const series = await listSeries(from, study)
  if (series.length === 0) fail('node', `\`--study\` is not on \`${from}\`, or has no series.`)
  for (const [index, uid] of series.entries()) {
    const folder = join(dir, `series_${index + 1}`)
    await mkdir(folder, { recursive: true })
    const files = await fetchSeries(from, study, uid)
    for (const [i, file] of files.entries())
      await writeFile(join(folder, `${String(i + 1).padStart(5, '0')}.dcm`), file)
    terminal.err(
      `Fetched series ${index + 1} of ${series.length}: ${amount(files.length, 'file')}\n`,
    )
  }
}

async function upload(to: string, input: string, out: string, terminal: Terminal): Promise<void> {
  const made: Uint8Array[] = []
  for (let index = 1; await exists(join(input, `series_${index}`)); index++) {
    const file = join(out, `study_series_${index}_labels.dcm`)
    if (await exists(file)) made.push(await readFile(file))
  }
  if (made.length === 0) fail('node', 'no series could be segmented: nothing is stored.')
  await storeFiles(to, made)
  terminal.err(`Stored ${made.length} segmentation${made.length > 1 ? 's' : ''} on ${to}\n`)
}
