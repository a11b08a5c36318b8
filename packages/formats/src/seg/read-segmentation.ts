import type { NamedFile, ReadOptions } from '@spad/core'
import type { CodecContext } from '../dicom/codecs/codec.js'
import { isDicom, parseDicomFile } from '../dicom/parse.js'
import { failFile } from '../file-error.js'
import { isNrrd } from '../nrrd/header.js'
import { readDicomSeg, type ReadLabels } from './read-dicom-seg.js'
import { readSegNrrd } from './read-seg-nrrd.js'

/**
 * Reads a segmentation as labels: DICOM-SEG (BINARY, LABELMAP) or Slicer's `.seg.nrrd`. Segments that
 * overlap are refused unless `allow` has `overlap`: then the later one is taken.
 *
 * @throws SpadError if the files are neither, or hold what a label volume cannot.
 */
export async function readSegmentation(
  files: readonly NamedFile[],
  options: ReadOptions & CodecContext = {},
): Promise<ReadLabels> {
  const [file] = files
  if (!file) return failFile('no file', 'is no segmentation.')
  if (isNrrd(file.bytes)) return readSegNrrd(files, options)
  if (files.length > 1) failFile(file.name, 'is one of several: a DICOM segmentation is one file.')
  if (!isDicom(file.bytes))
    failFile(file.name, 'is no segmentation: DICOM-SEG and seg.nrrd are read.')
  return readDicomSeg(await parseDicomFile(file.name, file.bytes), options)
}
