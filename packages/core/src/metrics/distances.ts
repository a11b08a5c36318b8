import type { Grid } from '../contracts/grid.js'
import type { Spacing } from './distance-transform.js'
import type { MetricInfo } from './metric.js'

/** What surface distances were measured in. */
export interface Distances {
  readonly unit: 'px' | 'mm'
  /** How far an edge may be off and still count as right in `nsd`, in that unit. */
  readonly tolerance: number
  /**
   * Height and width of a pixel, or of a volume's columns, rows and slices: of all cases, or by a case's name.
   *
   * @default [1, 1]
   */
  readonly spacing?: Spacing | Readonly<Record<string, Spacing | Grid['spacing']>>
}

/** The unit that a metric is shown with. */
export function unitOf({ unit }: Pick<MetricInfo, 'unit'>, distances?: Distances): string {
  return unit === 'px' ? (distances?.unit ?? 'px') : unit
}
