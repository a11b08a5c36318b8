import type { Command } from 'commander'
import { ALLOW_SEGMENTING_HELP } from './allow.js'
import { collect, collectSome, numeric } from './options.js'

/** Adds the options of `spad segment` that are for scans. */
export function withScans(command: Command): Command {
  return command
    .option(
      '--format <name>',
      'labels of scans as png, nifti, nrrd or dicom-seg (default: dicom-seg for DICOM, else nifti)',
    )
    .option(
      '--axis <name>',
      'slices of scans: axial, coronal or sagittal (default: as the scan was taken)',
    )
    .option(
      '--window <center,width>',
      'the values of a scan to look at, such as 40,400; of several channels CT=40,400, PET=none, …, again for each (default: as in training, by modality)',
      collectSome,
    )
    .option(
      '--channel <n>',
      'one of several channels of a scan, such as a time, from 0 (default: as in training)',
      numeric,
    )
    .option('--allow <fault>', ALLOW_SEGMENTING_HELP, collect)
    .option('--from <url>', 'a DICOMweb server that has the study, instead of inputs')
    .option('--study <uid>', 'the StudyInstanceUID there')
    .option('--to <url>', 'a DICOMweb server that the segmentations are stored on')
}
