import { fail, type Option, type PartConfig } from '@spad/core'
import { bcd, gaussian, scd } from '@spad/noise'
import { z } from 'zod'
import { isGroup } from './config-file.js'
import { optionsSchema } from './options-schema.js'

/** All but the name of its intensity, which is the recipe's. */
function patchOptions<O extends { readonly intensity: Option }>(options: O): Omit<O, 'intensity'> {
  return Object.fromEntries(
    Object.entries(options).filter(([name]) => name !== 'intensity'),
  ) as unknown as Omit<O, 'intensity'>
}

const share = z.number().min(0).max(1)

/** Training progress at which a noise has faded. */
const until = z.number().gt(0).max(1).optional()

/** Changes to the recipe's noises, by name; `false` leaves one out. */
export const patchShape = {
  scd: z.union([z.literal(false), optionsSchema(patchOptions(scd.options), { until })]).optional(),
  bcd: z.union([z.literal(false), optionsSchema(patchOptions(bcd.options), { until })]).optional(),
  gaussian: z
    .union([
      z.literal(false),
      optionsSchema(patchOptions(gaussian.options), { from: share.optional() }),
    ])
    .optional(),
  decoys: share.optional(),
  clean: share.optional(),
}

export type NoisePatches = z.output<z.ZodObject<typeof patchShape>>

/** A noise and its schedule as descriptions. */
export interface DescribedNoise {
  readonly noise?: PartConfig | undefined
  readonly schedule?: PartConfig | undefined
}

const NAMES = ['scd', 'bcd', 'gaussian'] as const
/** The options that are a share, and the part that has it. */
const SHARES = { decoys: 'decoys', clean: 'cleanShare' } as const
/** The option for each noise's moment, and where in its curve that may stand. */
const MOMENTS = {
  scd: ['until', ['end', 'at']],
  bcd: ['until', ['end', 'at']],
  gaussian: ['from', ['by', 'start', 'at']],
} as const

/**
 * Applies `scd`, `bcd`, `gaussian`, `decoys` and `clean` to the descriptions of a noise and its schedule.
 *
 * @throws SpadError if the noise has no such part or the schedule no such curve, or if a patch would do nothing.
 */
export function patchNoise(described: DescribedNoise, patches: NoisePatches): DescribedNoise {
  const types = { scd: 'scd', bcd: 'bcd', gaussian: 'gaussian', ...SHARES }
  for (const name of [...NAMES, 'decoys', 'clean'] as const)
    if (isWanted(patches[name]) && !hasPart(described.noise, types[name]))
      fail(
        'node',
        `\`${name}\` is set: the noise of this run has no part of that name. ` +
          `${name === 'gaussian' ? 'Describe' : 'Choose `recipe: spad`, or describe'} \`noise\` as a whole.`,
      )
  const noise = described.noise && patchPart(described.noise, patches)
  const schedule = described.schedule && patchSchedule(described.schedule, patches)
  return { noise, schedule }
}

/** `false` and 0 leave a part out, which is no wish for it to be there. */
function isWanted(patch: unknown): boolean {
  return patch !== undefined && patch !== false && patch !== 0
}

function hasPart(part: unknown, type: string): boolean {
  if (Array.isArray(part)) return part.some((one) => hasPart(one, type))
  if (!isGroup(part)) return false
  return part.type === type || Object.values(part).some((one) => hasPart(one, type))
}

/** The part with its patches, or nothing if it is left out. */
function patchPart(part: PartConfig, patches: NoisePatches): PartConfig | undefined {
  const name = NAMES.find((one) => one === part.type)
  if (name !== undefined) {
    const patch = patches[name]
    if (patch === false) return undefined
    const patched: PartConfig = { ...part, ...optionsOf(patch, MOMENTS[name][0]) }
    if (patch && 'kappa' in patch) refuseUnheardKappa(patch.kappa, patched)
    return patched
  }
  if (Array.isArray(part.noises)) {
    const given: readonly unknown[] = part.noises
    // what is no description is left for the part to refuse
    const noises = given
      .map((one) => (isGroup(one) ? patchPart(one as PartConfig, patches) : one))
      .filter((one) => one !== undefined)
    return noises.length > 0 || given.length === 0 ? { ...part, noises } : undefined
  }
  if (!isGroup(part.noise)) return part
  const inner = patchPart(part.noise as PartConfig, patches)
  const own = (['decoys', 'clean'] as const).find((name) => SHARES[name] === part.type)
  const share = own && patches[own]
  if (!inner || share === undefined) return inner && { ...part, noise: inner }
  return share > 0 ? { ...part, noise: inner, share } : inner
}

/** A weight is refused where BcD does not weigh. */
function refuseUnheardKappa(kappa: number | undefined, { weighLoss }: PartConfig): void {
  if (kappa !== undefined && weighLoss === false)
    fail(
      'node',
      `\`bcd.kappa\` is ${kappa}: it is how much less the loss listens to boundaries, and ` +
        '`bcd.weighLoss` is false. Set `bcd.weighLoss: true` as well.',
    )
}

function patchSchedule(schedule: PartConfig, patches: NoisePatches): PartConfig {
  const curves: Record<string, unknown> = isGroup(schedule.curves) ? { ...schedule.curves } : {}
  for (const name of NAMES) {
    const patch = patches[name]
    if (patch === false) Reflect.deleteProperty(curves, name)
    const [option, places] = MOMENTS[name]
    const moment = patch ? (patch as Record<string, number | undefined>)[option] : undefined
    if (moment === undefined) continue
    const curve = curves[name]
    const place = isGroup(curve) ? places.find((key) => key in curve) : undefined
    if (place === undefined)
      fail(
        'node',
        `\`${name}.${option}\` is ${moment}: the schedule of this run has no curve for ` +
          `\`${name}\` with ${places.map((key) => `\`${key}\``).join(' or ')}. Describe ` +
          '`schedule` as a whole.',
      )
    else curves[name] = { ...(curve as object), [place]: moment }
  }
  return isGroup(schedule.curves) ? { ...schedule, curves } : schedule
}

function optionsOf(patch: object | undefined, moment: string): object {
  return Object.fromEntries(
    Object.entries(patch ?? {}).filter(([key, value]) => key !== moment && value !== undefined),
  )
}
