import { cache } from '@cornerstonejs/core'
import type { Segmenter } from '@spad/web'
import { scanOf, showLabels } from '../cornerstone/glue.js'
import type { Services } from './ohif.js'

/**
 * Segments the volume of the active viewport and shows the labelmap there.
 *
 * @returns How much there is of each class, for people.
 */
export async function segmentViewport(
  segmenter: Segmenter,
  { viewportGridService, cornerstoneViewportService }: Services,
): Promise<string> {
  const viewportId = viewportGridService.getActiveViewportId()
  const volumeId = cornerstoneViewportService.getCornerstoneViewport(viewportId)?.getVolumeId?.()
  const volume = volumeId === undefined ? undefined : cache.getVolume(volumeId)
  if (!volume) throw new Error('The active viewport shows no volume: choose a layout with MPR.')
  // what is still on its way would be segmented as zeros
  if (volume.loadStatus?.loaded === false)
    throw new Error('The series is still loading: try again.')
  const { labels, volumes } = await segmenter.segmentVolume(scanOf(volume))
  showLabels(viewportId, labels, segmenter.metadata.classes)
  const found = volumes.slice(1)
  return found.map(({ name, millilitres }) => `${name}: ${millilitres.toFixed(1)} ml`).join(', ')
}
