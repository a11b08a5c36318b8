import type { OpenedDataset } from '../data/opened-dataset.js'
import { digestOfFile, sha256 } from '../files/digest.js'
import { markData } from '../run/data-mark.js'
import { version } from '../support/version.js'

/** What decides weights beside options: the data set, parts of one's own, the version of spad. */
export async function digestOfTraining(data: OpenedDataset, parts?: string): Promise<string> {
  const program = parts === undefined ? '' : await digestOfFile(parts)
  return sha256(JSON.stringify([version, await markData(data), program]))
}
