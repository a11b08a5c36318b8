import type { ImageProfile, LabelClass } from '@spad/core'
import type { Splits } from './splits.js'

/** A number for each split. */
export type PerSplit = Readonly<Record<keyof Splits, number>>

/** How much of a class there is. */
export interface ClassSurvey extends LabelClass {
  /** Its share of all pixels, `[0, 1]`. */
  readonly share: number
  /** In how many cases of each split it occurs. */
  readonly cases: PerSplit
}

/** How much the readers of a data set agree. */
export interface ReaderSurvey {
  /** Cases that several readers drew. */
  readonly cases: number
  /** Mean over those cases of the mean Dice of two readers. */
  readonly dice: number
}

/** What a look at every case found: what a person would check before training. */
export interface Survey {
  /** How many cases of each split were looked at. */
  readonly cases: PerSplit
  /** Background first. */
  readonly classes: readonly ClassSurvey[]
  /** Absent where nobody but one drew. */
  readonly readers?: ReaderSurvey
  /** Sentences on what was passed over and what was decided. */
  readonly notes: readonly string[]
  /** Sentences on what is probably wrong. */
  readonly warnings: readonly string[]
  /** What the training images look like, or all where there are no splits. */
  readonly profile?: ImageProfile
}
