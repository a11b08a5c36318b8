// Cornerstone's own way to show a DICOM Segmentation, with nothing of ours in it: its loader reads the
// series and the segmentation, its adapter makes labelmaps of that, a viewport shows them.
import { adaptersSEG } from '@cornerstonejs/adapters'
import {
  Enums,
  imageLoader,
  init as initCornerstone,
  metaData,
  RenderingEngine,
  type Types,
} from '@cornerstonejs/core'
import { init as initLoader, wadouri } from '@cornerstonejs/dicom-image-loader'
import { Enums as Tools, init as initTools, segmentation } from '@cornerstonejs/tools'
import { data } from 'dcmjs'
import type { ReadSegmentation, ReadTwice } from './read-segmentation.js'

initCornerstone()
initTools()
initLoader({ maxWebWorkers: 1 })

const [series, chosen] = [findInput('.series'), findInput('.segmentation')]
const output = document.querySelector('output')
const viewportId = 'series'
const engine = new RenderingEngine()
const element = document.querySelector('div')
if (!element || !output) throw new Error('the page has no viewer')
engine.enableElement({ viewportId, element, type: Enums.ViewportType.STACK })
const viewport = engine.getViewport<Types.IStackViewport>(viewportId)
let slices: string[] = []

series.onchange = () => void say(showSeries([...(series.files ?? [])]))
chosen.onchange = () => void say(showSegmentation([...(chosen.files ?? [])]))

async function say(doing: Promise<string>): Promise<void> {
  output!.value = await doing.catch((error: unknown) => String(error))
}

/** Shows the middle of a series, its slices from the lowest along their normal. */
async function showSeries(files: readonly File[]): Promise<string> {
  const found = await Promise.all(files.map((file) => framesOf(file)))
  slices = found.flat().sort((a, b) => placeOf(a) - placeOf(b))
  await viewport.setStack(slices, slices.length >> 1)
  viewport.render()
  chosen.disabled = false
  return `${slices.length} slices`
}

async function showSegmentation([file]: readonly File[]): Promise<string> {
  if (!file) return 'no file'
  const segImageId = wadouri.fileManager.add(file)
  await imageLoader.loadAndCacheImage(segImageId)
  const { createFromDICOMSegBuffer, createFromDicomSegImageId } =
    adaptersSEG.Cornerstone3D.Segmentation
  // as cornerstone's examples do: its own metadata name no instance, so that frames are laid by their place
  const bytes = await file.arrayBuffer()
  const fromBytes = await createFromDICOMSegBuffer(slices, bytes, { metadataProvider: metaData })
  // as OHIF does, whose metadata name it: frames are laid on the instance that they name as their source
  const byFrame = await createFromDicomSegImageId(slices, segImageId, {
    metadataProvider: { get: metadataWithInstance },
  })
  const read: ReadTwice = { fromBytes: readOf(fromBytes), byFrame: readOf(byFrame) }
  Object.assign(globalThis, { read })
  showLayer(layersOf(byFrame)[0] ?? [], read.byFrame.segments)
  return 'segmentation read'
}

function metadataWithInstance(type: string, imageId: string): unknown {
  const found = metaData.get(type, imageId) as object | undefined
  if (type !== 'generalImageModule') return found
  const { SOPInstanceUID } = metaData.get('instance', imageId) as { SOPInstanceUID: string }
  return { ...found, sopInstanceUID: SOPInstanceUID }
}

type Made = Awaited<
  ReturnType<typeof adaptersSEG.Cornerstone3D.Segmentation.createFromDicomSegImageId>
>

interface Segment {
  readonly SegmentNumber: number
  readonly SegmentLabel: string
  readonly SegmentedPropertyTypeCodeSequence: Item | readonly Item[]
  readonly RecommendedDisplayCIELabValue: readonly number[]
}

interface Item {
  readonly CodeValue: string
}

const layersOf = (made: Made) => made.labelMapImages as readonly (readonly Types.IImage[])[]

function readOf(made: Made): ReadSegmentation {
  const layers = layersOf(made)
  const segments = (made.segMetadata.data as (Segment | undefined)[]).filter((each) => !!each)
  return {
    layers: layers.map((images) =>
      images.flatMap(({ voxelManager }) => [...(voxelManager?.getScalarData() ?? [])]),
    ),
    places: layers.map((images) =>
      images.map(({ referencedImageId = '' }) => slices.indexOf(referencedImageId)),
    ),
    segments: segments.map((each) => [
      each.SegmentNumber,
      each.SegmentLabel,
      [each.SegmentedPropertyTypeCodeSequence].flat()[0]?.CodeValue ?? '',
      data.Colors.dicomlab2RGB8(each.RecommendedDisplayCIELabValue),
    ]),
    overlapping: made.overlappingSegments as boolean,
  }
}

function showLayer(images: readonly Types.IImage[], segments: ReadSegmentation['segments']): void {
  const segmentationId = 'segmentation'
  const type = Tools.SegmentationRepresentations.Labelmap
  const imageIds = images.map(({ imageId }) => imageId)
  segmentation.removeAllSegmentations()
  segmentation.addSegmentations([{ segmentationId, representation: { type, data: { imageIds } } }])
  const shown = new Map(segments.map(([number, , , color]) => [number, color]))
  const colors = Array.from({ length: 1 + Math.max(...shown.keys()) }, (_, number) => {
    const [red = 0, green = 0, blue = 0] = shown.get(number) ?? []
    return [red, green, blue, number === 0 ? 0 : 255]
  }) as Types.ColorLUT
  segmentation.addLabelmapRepresentationToViewport(viewportId, [
    { segmentationId, config: { colorLUTOrIndex: colors } },
  ])
  viewport.render()
}

/** What the loader calls the images of a file, which it then knows. */
async function framesOf(file: File): Promise<string[]> {
  const imageId = wadouri.fileManager.add(file)
  await imageLoader.loadAndCacheImage(imageId)
  const { NumberOfFrames: frames = 1 } = metaData.get('instance', imageId) as {
    NumberOfFrames?: number
  }
  if (frames === 1) return [imageId]
  return Array.from({ length: frames }, (_, frame) => `${imageId}?frame=${frame + 1}`)
}

function placeOf(imageId: string): number {
  const { rowCosines, columnCosines, imagePositionPatient } = metaData.get(
    'imagePlaneModule',
    imageId,
  ) as Record<'rowCosines' | 'columnCosines' | 'imagePositionPatient', [number, number, number]>
  const [[a, b, c], [d, e, f], [x, y, z]] = [rowCosines, columnCosines, imagePositionPatient]
  return (b * f - c * e) * x + (c * d - a * f) * y + (a * e - b * d) * z
}

function findInput(selector: string): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(selector)
  if (!found) throw new Error(`${selector} is missing`)
  return found
}
