import { checkNumber } from '../support/check.js'
import { withoutIgnored } from '../raster/ignored.js'
import type { LabelMap } from '../contracts/sample.js'
import { checkClasses, checkPair } from './check-pair.js'
import { type ClassScores, classScores } from './class-scores.js'
import { classOverlaps, cropClass } from './class-overlap.js'
import type { ComparedVolume } from '../volume/class-volumes.js'
import type { Spacing } from './distance-transform.js'
import { surfaceDistances } from './surface-distance.js'

/** What one case scored. */
export interface CaseScores {
  readonly name: string
  /** Foreground classes only, in order: class 1 first. */
  readonly classes: readonly ClassScores[]
  /** What there is of each of these classes, where the case is a volume. */
  readonly volumes?: readonly ComparedVolume[]
}

export interface ScoreOptions {
  /**
   * How far an edge may be off and still count as right in `nsd`, in the unit of `spacing`.
   *
   * @default 2
   */
  readonly tolerance?: number
  /**
   * Height and width of a pixel, in the unit that `hd95` and `assd` shall have.
   *
   * @default [1, 1], so distances are in pixels
   */
  readonly spacing?: Spacing
}

/**
 * Scores one predicted label map against the true one; pixels that the truth ignores count as background.
 *
 * @param classes Number of classes, background included; the background is not scored.
 * @throws SpadError if the sizes differ, a label is no class or an option is out of range.
 */
export function scoreCase(
  name: string,
  reference: LabelMap,
  answer: LabelMap,
  classes: number,
  { tolerance = 2, spacing = [1, 1] }: ScoreOptions = {},
): CaseScores {
  checkClasses(classes)
  const [truth, prediction] = withoutIgnored(reference, answer)
  checkPair(truth, prediction, classes)
  checkNumber('core', 'tolerance', tolerance, { min: 0 })
  spacing.forEach((step, axis) => checkNumber('core', `spacing[${axis}]`, step, { above: 0 }))
  const diagonal = Math.hypot(truth.height * spacing[0], truth.width * spacing[1])
  const scores = classOverlaps(truth, prediction, classes).map((overlap, label) =>
    classScores(overlap, { diagonal, tolerance }, () =>
      surfaceDistances(
        cropClass(truth, label, overlap),
        cropClass(prediction, label, overlap),
        spacing,
      ),
    ),
  )
  return { name, classes: scores.slice(1) }
}
