import { fail } from '@spad/core'
import type { Description } from './description.js'

/** A label of this name is none: its pixels are not looked at, as in nnU-Net. */
const NAME = 'ignore'

/** The labels that are classes, and the value in masks whose pixels nobody knows. */
export interface KnownLabels {
  readonly labels?: Readonly<Record<string, number>>
  readonly ignore?: number
}

/**
 * Which value in masks stands for pixels that are neither learnt nor scored: `ignore` of `dataset.json`, or
 * the label that is called `ignore`.
 *
 * @throws SpadError if both say it differently, it is a class's too, or there are no labels beside it.
 */
export function ignoredValue(
  file: string,
  { labels, ignore }: Pick<Description, 'labels' | 'ignore'>,
): KnownLabels {
  if (!labels) {
    if (ignore === undefined) return {}
    return fail(
      'node',
      `\`ignore\` in \`${file}\` is ${ignore}, without \`labels\`: what the other values are has to be ` +
        'said too. Name the classes under `labels`.',
    )
  }
  const named = Object.hasOwn(labels, NAME) ? labels[NAME] : undefined
  const value = ignore ?? named
  if (value === undefined) return { labels }
  if (named !== undefined && named !== value)
    fail(
      'node',
      `\`ignore\` in \`${file}\` is ${value}, and \`labels.${NAME}\` is ${named}: one value is ignored. ` +
        'Say it once.',
    )
  const classes = Object.entries(labels).filter(([name]) => name !== NAME)
  const taken = classes.find(([, own]) => own === value)
  if (taken)
    fail(
      'node',
      `\`ignore\` in \`${file}\` is ${value}, the value of \`${taken[0]}\`: what is ignored needs a value ` +
        'that no class has.',
    )
  return { labels: Object.fromEntries(classes), ignore: value }
}
