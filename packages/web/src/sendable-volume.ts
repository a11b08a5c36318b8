import type { ScanFile, VolumeSource } from './volume-options.js'

/** A volume's source for a worker, whose addresses begin at its own file. */
export function sendableVolume(source: VolumeSource): VolumeSource {
  return isList(source) ? source.map(absolute) : absolute(source)
}

const isList = (source: VolumeSource): source is readonly ScanFile[] => Array.isArray(source)

const absolute = <T>(file: T): T | string =>
  typeof file === 'string' || file instanceof URL ? new URL(file, location.href).href : file
