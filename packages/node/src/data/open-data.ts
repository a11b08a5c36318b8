import { buildPart, type PartConfig, type PartTable } from '@spad/core'
import { type AskedSource, datasetParts } from './dataset-parts.js'
import { fromSource } from './from-source.js'
import { openDataset } from './open-dataset.js'
import type { OpenDatasetOptions, OpenedDataset } from './opened-dataset.js'

/**
 * Opens what a configuration calls `data`: a folder by its path, or a data set by its description.
 *
 * @param table Kinds of data sets by `type`.
 * @throws SpadError as `openDataset`, if no kind has that name, or the data set says what is not so.
 */
export async function openData(
  data: string | PartConfig,
  options: OpenDatasetOptions,
  table: PartTable<AskedSource> = datasetParts,
): Promise<OpenedDataset> {
  if (typeof data === 'string') return await openDataset(data, options)
  const opened = await buildPart('node', 'data set', table, data)(options)
  return 'subset' in opened ? opened : fromSource(data.type, opened, options)
}
