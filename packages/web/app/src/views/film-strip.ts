import { effect } from '@preact/signals-core'
import type { PhantomKind } from '@spad/core/phantoms'
import { context2d, h } from '../dom.js'
import { knowsPhantomsOnly } from '../model-list.js'
import { makePhantom, phantomCount, type Picture } from '../picture.js'
import type { Session } from '../session/session.js'
import { ownFiles, type Taking } from './bring-files.js'

const titles: Readonly<Record<PhantomKind, string>> = {
  oct: 'Retina, OCT',
  chest: 'Chest, X-ray',
}

/** The pictures to pick from, and where to bring one's own. */
export function filmStrip(session: Session, taking: Taking): HTMLElement {
  const strip = h('nav', { class: 'film', 'aria-label': 'Pictures' })
  const answered = firstAnswer(session)
  strip.append(ownFiles(taking))
  for (const kind of ['oct', 'chest'] as const) {
    const list = h('ul', { class: 'film-list', 'aria-label': titles[kind] })
    for (let index = 0; index < phantomCount; index++)
      list.append(h('li', {}, thumbnail(session, kind, index, answered)))
    strip.append(h('h2', { class: 'film-title' }, titles[kind]), list)
  }
  return strip
}

function thumbnail(
  session: Session,
  kind: PhantomKind,
  index: number,
  answered: Promise<void>,
): HTMLElement {
  const canvas = h('canvas', { 'aria-hidden': 'true' })
  let made: Promise<Picture> | undefined
  const get = (): Promise<Picture> => (made ??= makePhantom(kind, index))
  const choose = h(
    'button',
    {
      ...{
        type: 'button',
        class: 'thumbnail',
        'aria-label': `${titles[kind]}, phantom ${index + 1}`,
      },
      onclick: async () => {
        show(session, await get(), kind)
      },
    },
    canvas,
  )
  whenSeen(choose, answered, async () => {
    const { pixels } = await get()
    context2d(canvas, pixels.width, pixels.height).putImageData(pixels, 0, 0)
  })
  effect(() => {
    const { phantom } = session.picture.value
    const chosen = phantom?.kind === kind && phantom.index === index
    choose.setAttribute('aria-pressed', String(chosen))
  })
  return choose
}

/** A phantom of another kind needs a model of its kind. */
function show({ picture, model, models }: Session, next: Picture, kind: PhantomKind): void {
  picture.value = next
  if (model.value.kind === kind || !knowsPhantomsOnly(model.value)) return
  const refines = Boolean(model.value.diffusion)
  const fitting = models.filter((each) => each.kind === kind)
  const found = fitting.find(({ diffusion }) => Boolean(diffusion) === refines) ?? fitting[0]
  if (found) model.value = found
}

/** Drawing waits until it can be seen and `ready`, and the page has time for it. */
function whenSeen(element: Element, ready: Promise<void>, act: () => Promise<void>): void {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return
    observer.disconnect()
    void ready.then(() => {
      whenIdle(() => void act())
    })
  })
  observer.observe(element)
}

/** Once the page has made its first mask, or given up on it: where cores are few it is sooner alone. */
function firstAnswer({ activity }: Session): Promise<void> {
  return new Promise((resolve) => {
    let begun = false
    effect(() => {
      const idle = activity.value.kind === 'idle'
      if (idle && begun) resolve()
      begun ||= !idle
    })
  })
}

/** One task at a time: all pictures at once would stop the page for half a second. */
function whenIdle(act: () => void): void {
  // Safari has no idle time to offer
  if ('requestIdleCallback' in globalThis) requestIdleCallback(act)
  else setTimeout(act)
}
