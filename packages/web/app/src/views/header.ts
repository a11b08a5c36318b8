import { effect, type Signal } from '@preact/signals-core'
import { button } from '../controls/controls.js'
import { icon } from '../controls/icons.js'
import { h, svg } from '../dom.js'
import { chooseTheme, type Theme } from '../theme.js'

export type ViewName = 'segment' | 'volume' | 'progress' | 'speed'

const views: readonly { readonly name: ViewName; readonly title: string }[] = [
  { name: 'segment', title: 'Segment' },
  { name: 'volume', title: 'Volume' },
  { name: 'progress', title: 'Training noise' },
  { name: 'speed', title: 'Speed' },
]

/** The page's name, its three views, and the theme. */
export function pageHeader(view: Signal<ViewName>, theme: Signal<Theme>): HTMLElement {
  const tabs = views.map(({ name, title }) =>
    h('a', { href: `#${name}`, onclick: () => (view.value = name) }, title),
  )
  const themeButton = button(
    '',
    () => {
      chooseTheme(theme, theme.value === 'dark' ? 'light' : 'dark')
    },
    { class: 'round quiet' },
  )
  effect(() => {
    tabs.forEach((tab, i) => {
      if (views[i]?.name === view.value) tab.setAttribute('aria-current', 'page')
      else tab.removeAttribute('aria-current')
    })
  })
  effect(() => {
    themeButton.replaceChildren(icon(theme.value === 'dark' ? 'sun' : 'moon'))
    themeButton.setAttribute('aria-label', theme.value === 'dark' ? 'Light theme' : 'Dark theme')
  })
  return h(
    'header',
    { class: 'page-header' },
    h('div', { class: 'brand' }, mark(), h('h1', {}, 'SPAD')),
    h('nav', { class: 'tabs', 'aria-label': 'Views' }, ...tabs),
    h('p', { class: 'private' }, icon('lock'), 'Images never leave this page'),
    themeButton,
  )
}

function mark(): SVGElement {
  return svg(
    'svg',
    { viewBox: '0 0 32 32', class: 'mark', 'aria-hidden': 'true', fill: 'none' },
    svg('circle', { cx: 16, cy: 16, r: 12.5, class: 'ring' }),
    svg('circle', { cx: 16, cy: 16, r: 6.5, class: 'core' }),
  )
}

/** The view that the address asks for. */
export function viewInAddress(): ViewName {
  const wanted = location.hash.slice(1)
  return views.find(({ name }) => name === wanted)?.name ?? 'segment'
}
