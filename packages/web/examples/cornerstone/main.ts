import {
  Enums,
  init as initCornerstone,
  RenderingEngine,
  type Types,
  volumeLoader,
} from '@cornerstonejs/core'
import {
  addTool,
  Enums as Tools,
  init as initTools,
  StackScrollTool,
  ToolGroupManager,
} from '@cornerstonejs/tools'
import type { Scan } from '@spad/core'
import { createSegmenter } from '@spad/web'
import { readVolume } from '@spad/web/scans'
import { find } from '../vite/page.js'
import { wasmPaths } from '../vite/wasm-paths.js'
import { geometryOf, scanOf, showLabels } from './glue.js'

const [input, output] = [find('input'), find('output')]
initCornerstone()
initTools()
const viewportId = 'scan'
const engine = new RenderingEngine()
engine.enableElement({ viewportId, element: find('div'), type: Enums.ViewportType.ORTHOGRAPHIC })
const viewport = engine.getViewport<Types.IVolumeViewport>(viewportId)
scrollByWheel()
const segmenter = await createSegmenter({ model: '/models/lungs/', wasmPaths })

input.disabled = false
input.onchange = () => {
  show([...(input.files ?? [])]).catch((error: unknown) => {
    output.value = String(error)
  })
}

const { AXIAL: axial, CORONAL: coronal, SAGITTAL: sagittal } = Enums.OrientationAxis
const ORIENTATIONS = { axial, coronal, sagittal }

/** Shows a series, and what the model finds in it. */
async function show(files: readonly File[]): Promise<void> {
  const volume = await volumeFrom(await readVolume(files))
  await viewport.setVolumes([{ volumeId: volume.volumeId }])
  const { labels, range, slicing } = await segmenter.segmentVolume(scanOf(volume), {
    onProgress: (done, of) => (output.value = `slice ${done} of ${of}`),
  })
  viewport.setOrientation(ORIENTATIONS[slicing.axis])
  viewport.setProperties({ voiRange: { lower: range.low, upper: range.high } })
  showLabels(viewportId, labels, segmenter.metadata.classes)
  viewport.render()
  output.value = `${labels.grid.size.join(' × ')} voxels`
}

/** A scan in cornerstone's cache. A viewer with a loader of its own has it there. */
async function volumeFrom(scan: Scan): Promise<Types.IImageVolume> {
  const { valuesOf } = await import('@spad/formats')
  return volumeLoader.createLocalVolume(crypto.randomUUID(), {
    ...geometryOf(scan.grid),
    metadata: { Modality: scan.modality ?? '' } as Types.Metadata,
    scalarData: Float32Array.from(valuesOf(scan)),
  })
}

function scrollByWheel(): void {
  addTool(StackScrollTool)
  const toolName = StackScrollTool.toolName as string
  const group = ToolGroupManager.createToolGroup('tools')
  group?.addTool(toolName)
  group?.addViewport(viewportId, engine.id)
  const bindings = [{ mouseButton: Tools.MouseBindings.Wheel }]
  group?.setToolActive(toolName, { bindings })
}
