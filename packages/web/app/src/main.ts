import { effect, signal } from '@preact/signals-core'
import '@fontsource-variable/inter/wght.css'
import { h } from './dom.js'
import { createLook } from './look.js'
import { listModels } from './model-list.js'
import { notice } from './panel/notice.js'
import { makePhantom } from './picture.js'
import { takePicture } from './session/take-picture.js'
import { startSession } from './session/session.js'
import { followTheme } from './theme.js'
import { pageHeader, viewInAddress } from './views/header.js'
import { takeFiles, type Taking } from './views/bring-files.js'
import { progressView } from './views/progress-view.js'
import { segmentView } from './views/segment-view.js'
import { speedView } from './views/speed-view.js'
import { openFiles } from './volume/volume-actions.js'
import { createVolumeState } from './volume/volume-state.js'
import { volumeView } from './volume/volume-view.js'

const view = signal(viewInAddress())
const theme = followTheme()
const main = h('main', { id: 'main', tabindex: -1 })
document.getElementById('app')?.replaceWith(pageHeader(view, theme), main)
addEventListener('hashchange', () => (view.value = viewInAddress()))

try {
  const models = await listModels()
  const model = models[0]
  if (!model) throw new Error('The list of models is empty: delete it and run `npm run web` again.')
  const kind = model.kind === 'chest' ? 'chest' : 'oct'
  const session = startSession(models, model, await makePhantom(kind, 3))
  const [volume, look] = [createVolumeState(), createLook()]
  const taking: Taking = {
    picture: async (file) => {
      view.value = 'segment'
      await takePicture(session, file)
    },
    scan: async (files) => {
      view.value = 'volume'
      await openFiles(session, volume, files)
    },
  }
  takeFiles(taking)
  const views = {
    segment: segmentView(session, look, taking),
    volume: volumeView(session, volume, look),
    progress: progressView(session, () => view.value === 'progress'),
    speed: speedView(session),
  }
  main.append(notice(session), ...Object.values(views))
  effect(() => {
    for (const [name, each] of Object.entries(views)) each.hidden = name !== view.value
  })
} catch (error) {
  const text = error instanceof Error ? error.message : String(error)
  main.replaceChildren(h('div', { class: 'empty', role: 'alert' }, h('p', {}, text)))
}
