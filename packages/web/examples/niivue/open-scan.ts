import { NVImage } from '@niivue/niivue'
import type { Segmenter } from '@spad/web'
import { readVolume } from '@spad/web/scans'
import type { Opened } from './opened.js'

/** A NIfTI, and the label volume that the worker makes of it. */
export async function openScan(
  segmenter: Segmenter,
  file: File,
  onProgress: (done: number, of: number) => void,
): Promise<Opened> {
  const scan = await readVolume(file)
  const { labels, slicing } = await segmenter.segmentVolume(scan, { onProgress })
  const { niftiWriter } = await import('@spad/formats')
  // niivue reads NIfTI, so it is given one: with the grid of the scan, the mask lies where it belongs
  const nifti = await niftiWriter.write(labels, segmenter.metadata.classes)
  return {
    volume: await NVImage.loadFromFile({ file, name: file.name }),
    mask: await NVImage.loadFromFile({
      file: new File([nifti], 'mask.nii.gz'),
      name: 'mask.nii.gz',
    }),
    axis: slicing.axis,
  }
}
