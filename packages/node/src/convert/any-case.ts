import { basename } from 'node:path'
import { isPictureName } from '../data/list-cases.js'
import { pictureCase } from './picture-case.js'
import type { RawCase } from './raw-case.js'
import { chosenFiles, volumeCase, type VolumeFiles } from './volume-case.js'

/** A case of pictures or of volumes, by the name of its mask. */
export function piecesOf(files: VolumeFiles): RawCase['pieces'] {
  return isPictureName(basename(files.mask))
    ? ({ channel }) => pictureCase(chosenFiles(files, channel), files.mask)
    : (options) => volumeCase(files, options)
}

/** A file's name without its endings. */
export function stemOf(path: string): string {
  return basename(path).replace(/(\.(nii|nrrd|seg|mha|mhd))?\.[a-z0-9]+$/i, '')
}
