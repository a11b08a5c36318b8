import type { OpenedDataset } from '../data/opened-dataset.js'
import { surveyDataset } from '../data/survey-dataset.js'
import { type Fingerprint, fingerprintMeter } from './fingerprint.js'

/**
 * Looks at every case and measures those of `names`.
 *
 * @param onCase Told after each case.
 * @throws SpadError naming every case that is not sound.
 */
export async function fingerprintOf(
  data: OpenedDataset,
  names: readonly string[],
  onCase?: (name: string) => void,
): Promise<Fingerprint> {
  const wanted = new Set(names)
  const meter = fingerprintMeter(data.classes)
  await surveyDataset(data, {
    onCase: (sample) => {
      if (wanted.has(sample.name)) meter.add(sample)
      onCase?.(sample.name)
    },
  })
  return meter.result()
}
