import {
  aNumber,
  aText,
  type DatasetSource,
  definePart,
  type DescribedDataset,
  oneOf,
  type DefinedTable,
  partTable,
} from '@spad/core'
import { phantomDataset } from '@spad/core/phantoms'
import { openDataset } from './open-dataset.js'
import type { OpenDatasetOptions, OpenedDataset } from './opened-dataset.js'

/** Opens a data set for a command, which asks for its division; one of one's own is divided afterwards. */
export type AskedSource = (
  asked: OpenDatasetOptions,
) => OpenedDataset | DescribedDataset | Promise<OpenedDataset | DescribedDataset>

/** A folder of images and masks, as `--data DIR`; with readers' masks, channels and splits where it has them. */
const folder = definePart({
  where: 'node',
  kind: 'dataset',
  type: 'folder',
  options: {
    /** Where it lies: `images/`, `masks/` and perhaps `raters/` and `dataset.json`. */
    dir: { rule: aText() },
  },
  build:
    ({ dir }): AskedSource =>
    (asked) =>
      openDataset(dir, asked),
})

/** Generated pictures with an annotator's labels, of an anatomy that is known. */
const phantoms = definePart({
  where: 'node',
  kind: 'dataset',
  type: 'phantoms',
  options: {
    /** What they show. */
    anatomy: { rule: oneOf('chest', 'oct') },
    /** How many there are. */
    count: { rule: aNumber({ min: 3, integer: true }) },
    /** Height and width in pixels. @default 96 */
    size: { rule: aNumber({ min: 16, integer: true }), default: 96 },
    /** Decides them. @default 0 */
    seed: { rule: aNumber({ min: 0, integer: true }), default: 0 },
  },
  build:
    ({ anatomy, count, size, seed }): DatasetSource =>
    () =>
      phantomDataset({ kind: anatomy, count, size: [size, size], seed }),
})

/** Each kind of data set by the `type` of its description. */
export const datasetParts: DefinedTable<AskedSource> = partTable<AskedSource>([folder, phantoms])
