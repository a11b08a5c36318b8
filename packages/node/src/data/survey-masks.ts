import { borderCounts } from './border-counts.js'
import { collectProblems } from './problems.js'
import { commonColors } from './palette-colors.js'
import { distinctValues, MOST_VALUE, readMask, type Rgb } from './read-mask.js'

/** What the masks of a folder show without being told. */
export interface MaskSurvey {
  /** Every value that occurs, ascending. */
  readonly values: readonly number[]
  /** For each file how many values it holds. */
  readonly counts: readonly { readonly file: string; readonly count: number }[]
  /** Whether there are two values besides the smallest, and no file holds both. */
  readonly apart: boolean
  /** The largest values of masks, ascending, where each holds all numbers from 0 to its own; else none. */
  readonly counted: readonly number[]
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
  const border = new Float64Array(MOST_VALUE + 1)
  const masks = await collectProblems(dir, files, async (file) => {
    const mask = await readMask(file)
    borderCounts(mask, border)
    return { file, held: distinctValues(mask), colors: mask.colors }
  })
  const counts = masks.map(({ file, held }) => ({ file, count: held.length }))
  const values = [...new Set(masks.flatMap(({ held }) => held))].sort((a, b) => a - b)
  const colors = commonColors(
    masks.flatMap(({ file, colors: own }) => (own ? [{ file, colors: own }] : [])),
  )
  const [, one = 0, other = 0] = values
  const apart =
    values.length === 3 && !masks.some(({ held }) => held.includes(one) && held.includes(other))
  return {
    values,
    counts,
    apart,
    counted: masks.every(({ held }) => held.at(-1) === held.length - 1)
      ? [...new Set(counts.map(({ count }) => count - 1))].sort((a, b) => a - b)
      : [],
    border: border.indexOf(border.reduce((most, count) => Math.max(most, count), 0)),
    ...(colors && { colors }),
  }
}
