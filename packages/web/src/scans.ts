export { readVolume, type ReadVolumeOptions } from './sources/read-volume.js'
export type { ScanFile, VolumeSource } from './segmenter/volume-options.js'
