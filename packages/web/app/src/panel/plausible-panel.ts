import { computed, effect } from '@preact/signals-core'
import { segmented, slider, visibleWhile } from '../controls/controls.js'
import { h } from '../dom.js'
import type { Look } from '../look.js'
import { plausibleCount } from '../session/plausible.js'
import type { Session } from '../session/session.js'
import { bandColours } from '../stage/plausible-layers.js'

/** Which of the plausible masks is seen, or the band in which their boundaries lie. */
export function plausiblePanel(session: Session, look: Look): HTMLElement {
  const { plausibleAt, plausibleAs } = look
  const drawn = computed(() => session.plausible.value?.of === session.shown.value)
  const about = h('p', { class: 'hint', role: 'status' })
  effect(() => {
    const kind = session.plausible.value?.kind
    about.textContent = !drawn.value
      ? 'Drawing plausible masks …'
      : kind === 'drawn'
        ? 'Each was drawn from the model by a noise of its own, as another reader might draw.'
        : 'This model answers in one pass: the masks are level sets of its one answer, from generous to strict.'
  })
  return h(
    'div',
    { class: 'stack' },
    segmented(plausibleAs, 'What is seen of the plausible masks', [
      { value: 'each', label: 'One by one' },
      { value: 'band', label: 'Boundary band' },
    ]),
    visibleWhile(
      slider(plausibleAt, {
        ...{ label: 'Plausible mask', min: 1, max: plausibleCount, step: 1 },
        format: (value) => `${value} of ${plausibleCount}`,
        disabled: computed(() => !drawn.value),
      }),
      () => plausibleAs.value === 'each',
    ),
    visibleWhile(legend(), () => plausibleAs.value === 'band'),
    about,
  )
}

function legend(): HTMLElement {
  const rows = [
    ['50 %', bandColours[3]],
    ['80 %', bandColours[2]],
    ['95 %', bandColours[1]],
  ] as const
  return h(
    'ul',
    { class: 'band-legend', 'aria-label': 'Share of the masks whose boundary lies within' },
    ...rows.map(([label, [red, green, blue, alpha]]) => {
      const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' })
      swatch.style.setProperty('--swatch', `rgb(${red} ${green} ${blue} / ${alpha / 255})`)
      return h('li', {}, swatch, label)
    }),
  )
}
