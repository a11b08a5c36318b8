import type { LabelMap, Sample } from '../contracts/sample.js'

/** The same change to a sample's labels and to what each of its readers drew. */
export function mapLabels(
  { labels, readers }: Pick<Sample, 'labels' | 'readers'>,
  change: (map: LabelMap) => LabelMap,
): Pick<Sample, 'labels' | 'readers'> {
  return { labels: change(labels), ...(readers && { readers: readers.map(change) }) }
}
