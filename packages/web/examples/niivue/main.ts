import { Niivue, type NVImage, SLICE_TYPE } from '@niivue/niivue'
import { createSegmenter } from '@spad/web'
import { find, showChosen } from '../vite/page.js'
import { wasmPaths } from '../vite/wasm-paths.js'
import { colorsOf } from './colors-of.js'
import { openPicture } from './open-picture.js'
import { openScan } from './open-scan.js'

const [output, canvas] = [find('output'), find('canvas')]
const viewer = new Niivue({ crosshairWidth: 0, isOrientationTextVisible: false })
await viewer.attachToCanvas(canvas)
const segmenter = await createSegmenter({ model: '/models/lungs/', wasmPaths })
showChosen(show)

/** Shows a picture or a NIfTI, and its mask over it. */
async function show(file: File): Promise<void> {
  const isPicture = file.type.startsWith('image/')
  const opened = isPicture
    ? await openPicture(segmenter, file)
    : await openScan(segmenter, file, (done, of) => (output.value = `slice ${done} of ${of}`))
  const { volume, mask, axis } = opened
  mask.setColormapLabel(colorsOf(segmenter.metadata.classes))
  mask.opacity = 0.5
  for (const shown of [...viewer.volumes]) viewer.removeVolume(shown)
  viewer.addVolume(volume)
  viewer.addVolume(mask)
  // a scan is looked at from the feet or the front, as radiologists do
  viewer.setRadiologicalConvention(!isPicture)
  viewer.setSliceType(SLICE_TYPE[axis.toUpperCase() as 'AXIAL' | 'CORONAL' | 'SAGITTAL'])
  output.value = `${viewer.volumes.length} volumes of ${dimensions(mask)}`
}

const dimensions = ({ hdr }: NVImage): string => (hdr?.dims ?? []).slice(1, 4).join(' × ')
