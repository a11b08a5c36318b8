import { dot } from '../geometry/affine.js'
import { normalOf, type PhaseKey, type Slice } from './slices.js'

/** What tells times, echoes or weightings at one place apart: the first that does so for all of a series. */
const KEYS: Readonly<Record<PhaseKey, string>> = {
  temporalPosition: 'TemporalPositionIdentifier',
  temporalIndex: 'TemporalPositionIndex',
  echoNumber: 'EchoNumbers',
  bValue: 'DiffusionBValue',
  triggerTime: 'TriggerTime',
  acquisition: 'AcquisitionNumber',
  temporalOffset: 'TemporalPositionTimeOffset',
  triggerDelay: 'NominalCardiacTriggerDelayTime',
  echoTime: 'EchoTime',
  inversionTime: 'InversionTime',
  flipAngle: 'FlipAngle',
  frameTime: 'FrameReferenceTime',
}

/** A series that was taken several times: each time all of its slices. */
export interface Phases {
  /** In order of what tells them apart; a single one where no place has more than one slice. */
  readonly stacks: readonly (readonly Slice[])[]
  /** What tells them apart, for people. */
  readonly why?: string
}

/** Divides the slices of a series by time, where every place has as many, and the files say which is which. */
export function phasesOf(slices: readonly Slice[]): Phases {
  const whole = { stacks: [slices] }
  const counts = countsByPlace(slices)
  const [count = 1] = counts
  if (count < 2 || counts.some((other) => other !== count)) return whole
  for (const [key, name] of Object.entries(KEYS) as [PhaseKey, string][]) {
    const values = slices.map(({ phase }) => phase[key])
    const distinct = [...new Set(values)]
    if (distinct.length !== count || distinct.includes(undefined)) continue
    const sorted = (distinct as number[]).sort((a, b) => a - b)
    const stacks = sorted.map((value) => slices.filter((_, i) => values[i] === value))
    if (stacks.some((stack) => countsByPlace(stack).some((times) => times > 1))) continue
    return { stacks, why: `${name} (${sorted.join(', ')})` }
  }
  return whole
}

/** How many slices lie at each place along the normal; none where a slice says not where it lies. */
function countsByPlace(slices: readonly Slice[]): number[] {
  const [first] = slices
  if (!first?.orientation || !slices.every(({ position }) => position)) return []
  const normal = normalOf(first.orientation)
  const heights = slices.map(({ position }) => dot(normal, position ?? [])).sort((a, b) => a - b)
  const counts: number[] = []
  heights.forEach((height, i) => {
    const same = i > 0 && height - (heights[i - 1] ?? 0) < 1e-3
    if (same) counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1
    else counts.push(1)
  })
  return counts
}
