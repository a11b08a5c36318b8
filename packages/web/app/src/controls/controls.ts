import { effect, type ReadonlySignal, type Signal } from '@preact/signals-core'
import { h } from '../dom.js'

let made = 0
/** An id that no other control has. */
const freshId = (): string => `control-${++made}`

export interface SliderOptions {
  readonly label: string
  readonly min: number
  readonly max: number
  readonly step: number
  /** The value in words. */
  readonly format?: (value: number) => string
  /** Whether it can be moved now. */
  readonly disabled?: ReadonlySignal<boolean>
}

/** A labelled slider that shows its value. */
export function slider(value: Signal<number>, options: SliderOptions): HTMLElement {
  const { label, min, max, step, format = String, disabled } = options
  const id = freshId()
  const output = h('output', { for: id, class: 'value' })
  const input = h('input', {
    ...{ type: 'range', id, min, max, step },
    oninput: () => {
      value.value = input.valueAsNumber
    },
  })
  effect(() => {
    input.value = String(value.value)
    output.textContent = format(value.value)
    input.setAttribute('aria-valuetext', format(value.value))
    input.style.setProperty('--filled', `${(100 * (value.value - min)) / (max - min)}%`)
    input.disabled = disabled?.value ?? false
  })
  return h('div', { class: 'field' }, h('label', { for: id }, label), output, input)
}

/** A labelled whole number. */
export function numberField(
  value: Signal<number>,
  { label, min, max }: { readonly label: string; readonly min: number; readonly max: number },
): HTMLElement {
  const id = freshId()
  const input = h('input', {
    ...{ type: 'number', id, min, max, step: 1, class: 'number' },
    onchange: () => {
      if (input.checkValidity() && input.value !== '') value.value = input.valueAsNumber
      else input.value = String(value.value)
    },
  })
  effect(() => {
    input.value = String(value.value)
  })
  return h('div', { class: 'field inline' }, h('label', { for: id }, label), input)
}

export interface Choice<T> {
  readonly value: T
  readonly label: string
  /** Choices of one group stand together. */
  readonly group?: string
}

/** A labelled list to choose from. */
export function select<T extends string>(
  value: Signal<T>,
  label: string,
  choices: readonly Choice<T>[],
): HTMLElement {
  const id = freshId()
  const groups = [...new Set(choices.map(({ group }) => group))]
  const input = h(
    'select',
    {
      id,
      onchange: () => {
        value.value = input.value as T
      },
    },
    ...groups.map((group) => {
      const options = choices
        .filter((each) => each.group === group)
        .map((each) => h('option', { value: each.value }, each.label))
      return group === undefined ? fragment(options) : h('optgroup', { label: group }, ...options)
    }),
  )
  effect(() => {
    input.value = value.value
  })
  return h('div', { class: 'field' }, h('label', { for: id }, label), input)
}

/** A few choices side by side, one of them taken. */
export function segmented<T extends string>(
  value: Signal<T>,
  label: string,
  choices: readonly Choice<T>[],
): HTMLElement {
  const name = freshId()
  const inputs = choices.map((choice) =>
    h('input', {
      ...{ type: 'radio', name, value: choice.value },
      onchange: () => (value.value = choice.value),
    }),
  )
  effect(() => {
    for (const input of inputs) input.checked = input.value === value.value
  })
  return h(
    'fieldset',
    { class: 'segmented' },
    h('legend', { class: 'visually-hidden' }, label),
    ...choices.map((choice, i) => h('label', {}, inputs[i], h('span', {}, choice.label))),
  )
}

/** A labelled switch. */
export function toggle(value: Signal<boolean>, label: string): HTMLElement {
  const input = h('input', {
    ...{ type: 'checkbox', role: 'switch', class: 'switch' },
    onchange: () => {
      value.value = input.checked
    },
  })
  effect(() => {
    input.checked = value.value
  })
  return h('label', { class: 'toggle' }, h('span', {}, label), input)
}

export function button(
  label: string,
  act: () => unknown,
  props: Parameters<typeof h>[1] = {},
): HTMLButtonElement {
  return h('button', { type: 'button', onclick: () => void act(), ...props }, label)
}

/** Hides an element while something is not so. */
export function visibleWhile<E extends HTMLElement>(element: E, is: () => boolean): E {
  effect(() => {
    element.hidden = !is()
  })
  return element
}

function fragment(children: readonly Node[]): Node {
  const all = document.createDocumentFragment()
  all.append(...children)
  return all
}
