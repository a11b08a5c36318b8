export { readVolume } from './read-volume.js'
export type { ScanFile, VolumeSource } from './volume-options.js'
