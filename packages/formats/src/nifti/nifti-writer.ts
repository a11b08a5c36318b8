import type { Writer } from '@spad/core'
import { checkLabels } from '../seg/check-labels.js'
import { storedLabels } from '../seg/stored-values.js'
import { type NiftiWriteOptions, writeNifti } from './write-nifti.js'

/** Labels as `.nii.gz`: the classes' values in 8 or 16 bits, sform and qform, marked as labels. */
export const niftiWriter: Writer<NiftiWriteOptions> = {
  name: 'nifti',
  extension: '.nii.gz',
  write: (labels, classes, options = {}) => {
    checkLabels(labels, classes)
    const { data } = storedLabels(labels, classes)
    return writeNifti({ ...labels, data, channels: 1 }, { intent: 1002, ...options })
  },
}
