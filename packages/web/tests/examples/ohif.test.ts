import { beforeEach, expect, test, vi } from 'vitest'
import { spadExtension } from '../../examples/ohif/extension.js'
import type { Services } from '../../examples/ohif/ohif.js'

const { createSegmenter, segmentViewport } = vi.hoisted(() => ({
  createSegmenter: vi.fn(),
  segmentViewport: vi.fn(),
}))
vi.mock('@spad/web', () => ({ createSegmenter }))
vi.mock('../../examples/ohif/segment-viewport.js', () => ({ segmentViewport }))

function services() {
  const [register, updateSection, show] = [vi.fn(), vi.fn(), vi.fn()]
  const all: Services = {
    toolbarService: { register, updateSection },
    viewportGridService: { getActiveViewportId: () => 'one' },
    cornerstoneViewportService: { getCornerstoneViewport: () => undefined },
    uiNotificationService: { show },
  }
  return { register, updateSection, show, servicesManager: { services: all } }
}

beforeEach(() => {
  createSegmenter.mockReset().mockResolvedValue('segmenter')
  segmentViewport.mockReset().mockResolvedValue('lung: 3.0 ml')
})

test('the button in the toolbar calls a command that is there', () => {
  const { servicesManager, register, updateSection } = services()
  spadExtension.onModeEnter({ servicesManager })
  const [[[button]]] = register.mock.calls as [[[{ id: string; props: { commands: string } }]]]
  const { definitions, defaultContext } = spadExtension.getCommandsModule({ servicesManager })
  expect(Object.keys(definitions)).toEqual([button.props.commands])
  expect(updateSection).toHaveBeenCalledWith('primary', [button.id])
  expect(defaultContext).toBe('CORNERSTONE')
})

test('the command loads the model once and tells what it found', async () => {
  const { servicesManager, show } = services()
  const { definitions } = spadExtension.getCommandsModule({ servicesManager })
  await definitions.spadSegment!.commandFn()
  await definitions.spadSegment!.commandFn()
  expect(createSegmenter).toHaveBeenCalledOnce()
  expect(segmentViewport).toHaveBeenCalledWith('segmenter', servicesManager.services)
  expect(show).toHaveBeenLastCalledWith({
    ...{ title: 'SPAD', message: 'lung: 3.0 ml', type: 'success' },
  })
})

test('what goes wrong is shown, and the next try loads anew', async () => {
  createSegmenter.mockRejectedValueOnce(new Error('no model'))
  const { servicesManager, show } = services()
  const { definitions } = spadExtension.getCommandsModule({ servicesManager })
  await definitions.spadSegment!.commandFn()
  expect(show).toHaveBeenLastCalledWith(
    expect.objectContaining({ message: 'Error: no model', type: 'error' }),
  )
  await definitions.spadSegment!.commandFn()
  expect(createSegmenter).toHaveBeenCalledTimes(2)
})
