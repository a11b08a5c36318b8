import { basename } from 'node:path'
import { isPictureName } from '../data/list-cases.js'
import { pictureCase } from './picture-case.js'
import type { CutOptions, RawCase } from './raw-case.js'
import { refuseChoice, refuseCutting } from './refuse-cutting.js'
import { chosenFiles, volumeCase, type VolumeFiles } from './volume-case.js'

/** A case of pictures or of volumes, by the name of its mask. */
export function piecesOf(files: VolumeFiles): RawCase['pieces'] {
  return isPictureName(basename(files.mask))
    ? (options) => pictureCase(chosenPictures(files, options), files.mask)
    : (options) => volumeCase(files, options)
}

function chosenPictures(files: VolumeFiles, options: CutOptions): readonly [string, ...string[]] {
  if (files.image.length > 1) refuseCutting(options)
  else refuseChoice(options)
  return chosenFiles(files, options.channel)
}

/** A file's name without its endings. */
export function stemOf(path: string): string {
  return basename(path).replace(/(\.(nii|nrrd|seg|mha|mhd))?\.[a-z0-9]+$/i, '')
}
