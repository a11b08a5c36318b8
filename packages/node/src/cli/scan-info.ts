import { basename } from 'node:path'
import { fail, SpadError } from '@spad/core'
import { readSegmentation } from '@spad/formats'
import { inspectImage } from '../data/image-file.js'
import { isPictureName } from '../data/list-cases.js'
import { describeScan, type ScanDescription } from '../scans/describe-scan.js'
import { descriptionText } from '../scans/description-text.js'
import { findScans } from '../scans/find-scans.js'
import { readFiles } from '../scans/read-files.js'
import { readSource, type ScanSource } from '../scans/scan-source.js'
import { exists } from '../files/atomic.js'
import type { Terminal } from './terminal.js'

interface Shown {
  readonly name: string
  readonly text: string
  readonly json: object
}

/**
 * Prints what files are: scans, segmentations, pictures. Nothing that names a patient is among it.
 *
 * @param allow Faults of a series that are accepted.
 * @throws SpadError that says what is wrong with a file.
 */
export async function showFiles(
  given: readonly string[],
  { json, allow }: { readonly json: boolean; readonly allow: readonly string[] },
  terminal: Terminal,
): Promise<void> {
  const shown: Shown[] = []
  const wanted: string[] = []
  for (const one of given) {
    const other = isPictureName(basename(one)) ? await picture(one) : await segmentation(one)
    if (other) shown.push(other)
    else wanted.push(one)
  }
  const { sources, rest, notes } = await findScans(wanted)
  const [strange] = rest
  if (strange !== undefined && !(await exists(strange)))
    fail('node', `\`${strange}\` does not exist. Check the path.`)
  if (strange !== undefined)
    fail(
      'node',
      `\`${strange}\` is no file or folder that holds a scan: DICOM, NIfTI, NRRD, MHA and pictures are read; a model is \`--model\`.`,
    )
  for (const note of notes) terminal.err(`Note: ${note}.\n`)
  for (const source of sources) shown.push(await scanOf(source, allow))
  if (json) {
    const all = shown.map(({ name, json: content }) => ({ name, ...content }))
    terminal.out(`${JSON.stringify(all.length === 1 ? all[0] : all, undefined, 2)}\n`)
  } else
    terminal.out(
      shown.map(({ name, text }) => (shown.length > 1 ? `${name}\n${text}` : text)).join('\n'),
    )
}

async function scanOf(source: ScanSource, allow: readonly string[]): Promise<Shown> {
  const { scan, files } = await readSource(source, { allow })
  const json: ScanDescription = await describeScan(scan, source.format, files)
  return { name: source.name, json, text: descriptionText(json) }
}

async function picture(file: string): Promise<Shown> {
  const { format, width, height, bits, samples } = await inspectImage(file)
  const json = { kind: format.toUpperCase(), size: [width, height], channels: samples, bits }
  const text = `kind         ${json.kind}\nsize         ${width} × ${height} pixels\nchannels     ${samples}\ntype         ${bits} bits\n`
  return { name: file, json, text }
}

/** A DICOM segmentation, whose frames are no picture; nothing if a file is none. */
async function segmentation(file: string): Promise<Shown | undefined> {
  if (!/\.dcm$/i.test(file)) return undefined
  try {
    const { labels, classes } = await readSegmentation(await readFiles([file]))
    const { size, spacing } = labels.grid
    const json = { kind: 'DICOM segmentation', size, spacing, segments: classes.length - 1 }
    const text =
      `kind         ${json.kind}\nsize         ${size.join(' × ')} columns, rows, slices\n` +
      `spacing      ${spacing.join(' × ')} mm\nsegments     ${json.segments}\n`
    return { name: file, json, text }
  } catch (error) {
    if (error instanceof SpadError) return undefined
    throw error
  }
}
