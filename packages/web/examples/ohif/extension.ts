import { createSegmenter, type Segmenter } from '@spad/web'
import type { CommandsModule, Extension, Services } from './ohif.js'
import { segmentViewport } from './segment-viewport.js'

const COMMAND = 'spadSegment'

/** Where the model and tfjs's `.wasm` files are served. */
const OPTIONS = { model: '/models/lungs/', wasmPaths: '/wasm/' }

/** A button in OHIF's toolbar that segments the volume of the active viewport: a sketch. */
export const spadExtension: Extension = {
  id: '@spad/ohif-sketch',
  getCommandsModule: ({ servicesManager }) => commandsOf(servicesManager.services),
  onModeEnter({ servicesManager }) {
    const { toolbarService } = servicesManager.services
    const label = 'Segment (SPAD)'
    toolbarService.register([
      {
        id: COMMAND,
        uiType: 'ohif.toolButton',
        props: { icon: 'tool-segment-label', label, tooltip: label, commands: COMMAND },
      },
    ])
    toolbarService.updateSection('primary', [COMMAND])
  },
}

function commandsOf(services: Services): CommandsModule {
  let segmenter: Promise<Segmenter> | undefined
  const commandFn = async (): Promise<void> => {
    const tell = (message: string, type: 'error' | 'info' | 'success'): void => {
      services.uiNotificationService.show({ title: 'SPAD', message, type })
    }
    try {
      // one model for all that is segmented, loaded when it is first asked for
      segmenter ??= createSegmenter(OPTIONS)
      tell('Segmenting; the scan does not leave this computer.', 'info')
      tell(await segmentViewport(await segmenter, services), 'success')
    } catch (error) {
      segmenter = undefined
      tell(String(error), 'error')
    }
  }
  return { definitions: { [COMMAND]: { commandFn } }, defaultContext: 'CORNERSTONE' }
}
