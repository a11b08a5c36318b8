import { type FolderDataset } from '../data/open-dataset.js'
import { checkDataset } from '../data/check-dataset.js'
import { type Fingerprint, fingerprintMeter } from './fingerprint.js'

/**
 * Looks at every case and measures those of `names`.
 *
 * @param onCase Told after each case.
 * @throws SpadError naming every case that is not sound.
 */
export async function fingerprintOf(
  data: FolderDataset,
  names: readonly string[],
  onCase?: (name: string) => void,
): Promise<Fingerprint> {
  const wanted = new Set(names)
  const meter = fingerprintMeter(data.classes)
  await checkDataset(data, {
    onCase: (sample) => {
      if (wanted.has(sample.name)) meter.add(sample)
      onCase?.(sample.name)
    },
  })
  return meter.result()
}
