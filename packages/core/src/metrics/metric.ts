/**
 * What a case is scored by, for each foreground class; T = its true pixels, P = its predicted ones.
 *
 * - `dice`: 2 |T ∩ P| / (|T| + |P|).
 * - `iou`: |T ∩ P| / |T ∪ P|.
 * - `hd95`: the larger of the two directed 95th percentiles (linear interpolation) of the surface
 *   distances, as MONAI's `compute_hausdorff_distance(percentile=95)`.
 * - `assd`: the mean of all surface distances, both directions pooled, as MONAI's
 *   `compute_average_surface_distance(symmetric=True)`.
 * - `nsd`: the share of surface distances that are within a tolerance, both directions pooled, as
 *   MONAI's `compute_surface_dice`.
 * - `sensitivity`: |T ∩ P| / |T|.
 * - `precision`: |T ∩ P| / |P|.
 *
 * Surface distances: from each edge pixel of one mask to the nearest edge pixel of the other, between
 * pixel centres, Euclidean and exact. An edge pixel belongs to the mask and has a 4-neighbour that
 * does not, as in MONAI's `get_mask_edges` and `scipy.ndimage.binary_erosion`; what lies outside the
 * image does not. In volumes it is six neighbours of a voxel.
 *
 * Empty masks. In neither: every metric is `null`, stays out of means and is counted as
 * `trueNegative`. In exactly one: `dice`, `iou` and `nsd` are 0; `sensitivity` is 0 for a missed
 * class and `null` for an invented one, `precision` the reverse; `hd95` and `assd` are the image's
 * diagonal, more than any distance in it. So neither a missed nor an invented object is rewarded.
 * MONAI leaves such distances out, or gives infinity.
 *
 * Sources: Maier-Hein, Reinke et al. 2024, "Metrics reloaded" (which metric, and empty references);
 * Nikolov et al. 2021, "Clinically applicable segmentation of head and neck anatomy" (NSD; edges are
 * counted as pixels here, as in Seidlitz et al. 2022, not as subpixel lengths).
 */
export type Metric = 'dice' | 'iou' | 'hd95' | 'assd' | 'nsd' | 'sensitivity' | 'precision'

/** A value for each metric; `null` where it is undefined. */
export type Means = Readonly<Record<Metric, number | null>>

/** How a metric is shown. */
export interface MetricInfo {
  readonly key: Metric
  readonly label: string
  /** Empty for a ratio in `[0, 1]`; `px` holds for the default pixel spacing of 1. */
  readonly unit: '' | 'px'
  readonly better: 'higher' | 'lower'
}

/** All metrics, in the order of tables and of JSON. */
export const METRICS: readonly MetricInfo[] = [
  { key: 'dice', label: 'Dice', unit: '', better: 'higher' },
  { key: 'iou', label: 'IoU', unit: '', better: 'higher' },
  { key: 'hd95', label: 'HD95', unit: 'px', better: 'lower' },
  { key: 'assd', label: 'ASSD', unit: 'px', better: 'lower' },
  { key: 'nsd', label: 'NSD', unit: '', better: 'higher' },
  { key: 'sensitivity', label: 'Sensitivity', unit: '', better: 'higher' },
  { key: 'precision', label: 'Precision', unit: '', better: 'higher' },
]

/** Makes a record with one value per metric, in the order of {@link METRICS}. */
export function perMetric<T>(value: (metric: Metric) => T): Record<Metric, T> {
  return {
    dice: value('dice'),
    iou: value('iou'),
    hd95: value('hd95'),
    assd: value('assd'),
    nsd: value('nsd'),
    sensitivity: value('sensitivity'),
    precision: value('precision'),
  }
}
