import { type LabelClass, type LabelMap, type Raster } from '@spad/core'
import { writeAtomically } from '../files/atomic.js'
import { colorMap } from './color-map.js'
import { encodeLabelMap, encodePng } from './encode-png.js'
import { forPeople } from './for-people.js'
import { overlay, type OverlayOptions } from './overlay.js'

/**
 * Writes labels as an 8-bit grey PNG with the classes' values: a mask that `openDataset` reads.
 *
 * This and its neighbours make missing folders and replace a file in one move, so that no reader
 * and no crash meets half a picture.
 *
 * @throws SpadError if the folder cannot be written to or the disk is full.
 */
export async function writeLabelMap(
  file: string,
  labels: LabelMap,
  classes: readonly LabelClass[],
): Promise<void> {
  await writeAtomically(file, await encodeLabelMap(labels, classes))
}

/** The image, made visible, with the classes painted over it, as a PNG. */
export async function encodeOverlay(
  image: Raster,
  labels: LabelMap,
  classes: readonly LabelClass[],
  options?: OverlayOptions,
): Promise<Uint8Array> {
  return await encodePng(overlay(forPeople(image), labels, classes, options))
}

/**
 * Writes the image with the classes painted over it as a PNG; see {@link writeLabelMap}. Where the image's
 * values fill little of the range, they are stretched to be seen.
 */
export async function writeOverlay(
  file: string,
  image: Raster,
  labels: LabelMap,
  classes: readonly LabelClass[],
  options?: OverlayOptions,
): Promise<void> {
  await writeAtomically(file, await encodeOverlay(image, labels, classes, options))
}

export interface WriteGrayOptions {
  /**
   * `grey`: 0 = black, 1 = white. `viridis`: 0 = dark blue, 1 = yellow.
   *
   * @default 'grey'
   */
  readonly colors?: 'grey' | 'viridis'
}

/** Writes one channel, such as a probability or an uncertainty, as a PNG; see {@link writeLabelMap}. */
export async function writeGray(
  file: string,
  raster: Raster,
  { colors = 'grey' }: WriteGrayOptions = {},
): Promise<void> {
  await writeAtomically(file, await encodePng(colors === 'viridis' ? colorMap(raster) : raster))
}
