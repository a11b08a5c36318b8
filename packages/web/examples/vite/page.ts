/** The page's only element of a kind. */
export function find<K extends keyof HTMLElementTagNameMap>(tag: K): HTMLElementTagNameMap[K] {
  const element = document.querySelector(tag)
  if (!element) throw new Error(`The page has no ${tag}.`)
  return element
}

/** From now on, shows each image that is chosen; what goes wrong is written beside it. */
export function showChosen(show: (file: File) => Promise<void>): void {
  const [input, output] = [find('input'), find('output')]
  input.disabled = false
  input.onchange = () => {
    const file = input.files?.[0]
    if (file)
      show(file).catch((error: unknown) => {
        output.value = String(error)
      })
  }
}
