import { z } from 'zod'

/** What may be made of an image, besides samples. */
export const PICTURES = ['labels', 'overlay', 'probabilities', 'uncertainty'] as const

export type PictureName = (typeof PICTURES)[number]

/** What `--outputs` says of itself. */
export const picturesHelp = `what to make of an image, with commas: ${PICTURES.join(', ')}, or all (default: labels, which are always made)`

/** `labels,overlay`, or such names in a list: each once, the labels among them. */
export const picturesSchema = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => [given].flat().flatMap((text) => text.split(',')))
  .refine((names) => names.every((name) => name === 'all' || isPicture(name)), {
    error: `must be some of ${PICTURES.join(', ')}, or all`,
  })
  .transform((names) => PICTURES.filter((one) => isAsked(one, names)))
  .default(['labels'])

function isPicture(name: string): boolean {
  return PICTURES.some((one) => one === name)
}

function isAsked(picture: PictureName, names: readonly string[]): boolean {
  return picture === 'labels' || names.includes('all') || names.includes(picture)
}
