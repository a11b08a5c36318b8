import { configOf, type PartConfig } from '@spad/core'
import { partBuilder, recipe } from '@spad/models'
import type { ModelEntry } from '../model-list.js'

/** What is noised in a training, and when; every option is written out. */
export interface NoiseRecipe {
  readonly noise: PartConfig
  readonly schedule: PartConfig
  /** Whether the model was trained so; if not, it is what `spad` does where nobody says otherwise. */
  readonly own: boolean
}

/** How the model was trained, or else the `spad` recipe. */
export function noiseRecipe({ noise, schedule, classes }: ModelEntry): NoiseRecipe {
  const own = noise && schedule && resolved(noise, schedule)
  if (own && leaves(own.noise).some(isShown)) return { ...own, own: true }
  const spad = recipe('spad', { height: 1, width: 1, channels: 1, classes })
  if (!spad.noise || !spad.schedule) throw new Error('The `spad` recipe noises nothing.')
  return { noise: configOf(spad.noise), schedule: configOf(spad.schedule), own: false }
}

/** With the defaults of all parts; nothing if a part is not of this project. */
function resolved(noise: PartConfig, schedule: PartConfig): Omit<NoiseRecipe, 'own'> | undefined {
  const build = partBuilder()
  try {
    return {
      noise: configOf(build.noise(noise)),
      schedule: configOf(build.progressSchedule(schedule)),
    }
  } catch {
    return undefined
  }
}

const isShown = ({ type }: PartConfig): boolean => type === 'scd' || type === 'bcd'

/** Parts that say which images are noised, or make the state that a network starts from: the rest noises. */
const around = [
  ...['cleanShare', 'compose', 'decoys'],
  ...['maskDiffusion', 'categoricalDiffusion', 'disagreement'],
]

/** The noises that change a picture, in the order in which they do. */
export function leaves(noise: PartConfig): PartConfig[] {
  return partsIn(noise).filter((part) => !around.includes(part.type) && isOfImages(part))
}

/** Not of the mask state alone, which there is none of in a picture. */
function isOfImages({ on, noise }: PartConfig): boolean {
  const names = on ?? noise
  return !Array.isArray(names) || !names.includes('state')
}

/** The recipe with other options of its parts, by their type. */
export function withOptions(
  part: PartConfig,
  options: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): PartConfig {
  const change = (inside: unknown): unknown =>
    isPart(inside) ? withOptions(inside, options) : inside
  return {
    ...part,
    ...(isPart(part.noise) && { noise: change(part.noise) }),
    ...(Array.isArray(part.noises) && { noises: part.noises.map(change) }),
    ...(Object.hasOwn(options, part.type) && options[part.type]),
  }
}

/** A part and all parts inside of it. */
function partsIn(part: PartConfig): PartConfig[] {
  const inside = [part.noise, ...(Array.isArray(part.noises) ? (part.noises as unknown[]) : [])]
  return [part, ...inside.filter(isPart).flatMap(partsIn)]
}

function isPart(value: unknown): value is PartConfig {
  return typeof value === 'object' && value !== null && 'type' in value
}

/** An option of the first part of a type. */
export function optionOf(noise: PartConfig, type: string, option: string): unknown {
  return partsIn(noise).find((part) => part.type === type)?.[option]
}
