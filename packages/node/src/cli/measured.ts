import type { OpenedDataset } from '../data/opened-dataset.js'
import type { Fingerprint } from '../planning/fingerprint.js'
import { fingerprintOf } from '../planning/fingerprint-of.js'
import { patientLine } from './patient-line.js'
import type { Terminal } from './terminal.js'

/** The fingerprint of some cases of a folder, with a progress line where it takes long. */
export async function measured(
  data: OpenedDataset,
  names: readonly string[],
  terminal: Terminal,
): Promise<Fingerprint> {
  const line = patientLine(terminal, data.names.length, 'measuring')
  let looked = 0
  try {
    return await fingerprintOf(data, names, (name) => {
      line.update(++looked, name)
    })
  } finally {
    line.stop()
  }
}
