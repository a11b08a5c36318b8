import { fail, type LabelClass, type LabelMap, mapInto } from '@spad/core'
import { CODINGS } from './infer-coding.js'
import type { RaterFiles } from './case-files.js'
import { distinctValues, type Mask, readMask } from './read-mask.js'
import { toLabels } from './to-labels.js'

/**
 * What each reader of a case drew.
 *
 * @param mask The consensus, whose size they must have.
 * @throws SpadError if a file cannot be read, has another size, or a value that is none of its coding.
 */
export async function readRaters(
  raters: RaterFiles,
  mask: Pick<Mask, 'height' | 'width'>,
  classes: readonly LabelClass[],
  ignore?: number,
): Promise<LabelMap[]> {
  if (raters.coding === 'folders')
    return await Promise.all(
      raters.files.map(async (file) =>
        toLabels(file, await readSized(file, mask), classes, ignore),
      ),
    )
  const { file, coding, count, present } = raters
  const values = await readSized(file, mask)
  const unknown = distinctValues(values).find((v) => !CODINGS[coding](v, count, classes.length))
  if (unknown !== undefined)
    fail(
      'node',
      `\`${file}\` holds ${unknown}: that is no value of ${coding} of ${count} readers and ` +
        `${classes.length - 1} foreground classes. Correct \`raters\` in dataset.json, or the file.`,
    )
  const maps = Array.from({ length: count }, (_, reader) =>
    coding === 'bits' ? bitOf(values, reader) : nested(values, reader, classes.length),
  )
  return coding === 'bits' ? whoLooked(file, maps, present) : maps
}

async function readSized(file: string, { height, width }: Pick<Mask, 'height' | 'width'>) {
  const values = await readMask(file)
  if (values.height !== height || values.width !== width)
    fail(
      'node',
      `\`${file}\` has ${values.width} × ${values.height} pixels, its case ${width} × ${height}: readers' ` +
        'masks must have the size of the image.',
    )
  return values
}

function bitOf({ data, height, width }: Mask, reader: number): LabelMap {
  const bits = new Uint8Array(data.length)
  return { data: mapInto(bits, data, (value) => (value >> reader) & 1), height, width }
}

/** What more than `reader` readers marked. */
function nested({ data, height, width }: Mask, reader: number, classes: number): LabelMap {
  const label = Uint8Array.from({ length: 256 }, (_, value) => {
    const marks = CODINGS.counts(value, 15, classes) ?? []
    return marks.filter((readers) => readers > reader).length
  })
  return {
    data: mapInto(new Uint8Array(data.length), data, (value) => label[value]!),
    height,
    width,
  }
}

/** Of bits nobody can tell who marked nothing from who did not look, but for how many looked. */
function whoLooked(file: string, maps: readonly LabelMap[], present: number): LabelMap[] {
  const empty = maps.filter(({ data }) => data.every((label) => label === 0))
  const absent = maps.length - present
  if (empty.length < absent)
    fail(
      'node',
      `\`raters.readersPerImage\` says that ${present} readers looked at \`${file}\`: ` +
        `${maps.length - empty.length} marked something. Correct it in dataset.json.`,
    )
  const left = new Set(absent > 0 ? empty.slice(-absent) : [])
  return maps.filter((map) => !left.has(map))
}
