import type { Writer } from '@spad/core'
import { checkLabels } from '../seg/check-labels.js'
import { type NiftiWriteOptions, writeNifti } from './write-nifti.js'

/** Labels as `.nii.gz`: class indices in 8 bits, sform and qform, marked as labels. */
export const niftiWriter: Writer<NiftiWriteOptions> = {
  name: 'nifti',
  extension: '.nii.gz',
  write: (labels, classes, options = {}) => {
    checkLabels(labels, classes)
    return writeNifti({ ...labels, channels: 1 }, { intent: 1002, ...options })
  },
}
