import { borderCounts } from './border-counts.js'
import { collectProblems } from './problems.js'
import { commonColors } from './palette-colors.js'
import { readMask, type Rgb } from './read-mask.js'

/** What the masks of a folder show without being told. */
export interface MaskSurvey {
  /** Every value that occurs, ascending. */
  readonly values: readonly number[]
  /** For each file how many values it holds. */
  readonly counts: readonly { readonly file: string; readonly count: number }[]
  /** Whether there are two values besides the smallest, and no file holds both. */
  readonly apart: boolean
  /** The value of most pixels along the edges of the masks. */
  readonly border: number
  /** The colours of the values, where the masks have palettes with colours. */
  readonly colors?: ReadonlyMap<number, Rgb>
}

/**
 * Decodes all masks.
 *
 * @throws SpadError that names all that cannot be read, or palettes that contradict each other.
 */
export async function surveyMasks(dir: string, files: readonly string[]): Promise<MaskSurvey> {
  const border = new Float64Array(256)
  const masks = await collectProblems(dir, files, async (file) => {
    const mask = await readMask(file)
    const held = new Uint8Array(256)
    for (const value of mask.data) held[value] = 1
    borderCounts(mask, border)
    return { file, held, colors: mask.colors }
  })
  const valuesOf = (held: Uint8Array): number[] =>
    [...held.keys()].filter((value) => held[value] === 1)
  const counts = masks.map(({ file, held }) => ({ file, count: valuesOf(held).length }))
  const values = [...new Set(masks.flatMap(({ held }) => valuesOf(held)))].sort((a, b) => a - b)
  const colors = commonColors(
    masks.flatMap(({ file, colors: own }) => (own ? [{ file, colors: own }] : [])),
  )
  const [, one = 0, other = 0] = values
  const apart = values.length === 3 && !masks.some(({ held }) => held[one] && held[other])
  return {
    values,
    counts,
    apart,
    border: border.indexOf(Math.max(...border)),
    ...(colors && { colors }),
  }
}
