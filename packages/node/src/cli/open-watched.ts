import type { PartConfig, PartTable } from '@spad/core'
import type { AskedSource } from '../data/dataset-parts.js'
import { openData } from '../data/open-data.js'
import type { OpenDatasetOptions, OpenedDataset } from '../data/opened-dataset.js'
import type { FetchOptions } from '../s3/fetch-dataset.js'
import { patientLine } from './patient-line.js'
import type { ProgressLine } from './progress-line.js'
import type { Terminal } from './terminal.js'

/** Opens what a command calls `data`, and shows how long a data set in S3 takes to be copied. */
export async function openWatched(
  data: string | PartConfig,
  options: OpenDatasetOptions,
  datasets: PartTable<AskedSource> | undefined,
  terminal: Terminal,
): Promise<OpenedDataset> {
  return await whileCopying(terminal, (s3) => openData(data, { ...options, s3 }, datasets))
}

/** Does what may copy a data set, and shows how long that takes. */
export async function whileCopying<T>(
  terminal: Terminal,
  work: (s3: FetchOptions) => Promise<T>,
): Promise<T> {
  let line: ProgressLine | undefined
  try {
    return await work({
      onFetch({ done, of, bytes }) {
        line ??= patientLine(terminal, of, 'copying')
        line.update(done, `${(bytes / 1e6).toFixed(1)} MB in all`)
      },
      onWait() {
        terminal.err('Another process copies the same data set: waiting until it is there.\n')
      },
    })
  } finally {
    line?.stop()
  }
}
