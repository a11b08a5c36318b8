import type { LabelClass } from '@spad/core'

/** The classes as niivue's colour map of labels, the background clear. */
export function colorsOf(
  classes: readonly LabelClass[],
): Record<'R' | 'G' | 'B' | 'A' | 'I', number[]> & { labels: string[] } {
  return {
    R: classes.map(({ color: [red] }) => red),
    G: classes.map(({ color: [, green] }) => green),
    B: classes.map(({ color: [, , blue] }) => blue),
    A: classes.map((_, label) => (label === 0 ? 0 : 255)),
    I: classes.map((_, label) => label),
    labels: classes.map(({ name }) => name),
  }
}
