import { fail } from '@spad/core'

/** What can be wrong with a series and be accepted by name. */
export const FAULTS = [
  'missing-slices',
  'uneven-slices',
  'tilt',
  'mixed-series',
  'overlap',
] as const
export type Fault = (typeof FAULTS)[number]

/** Collects notes, and stops at faults that are not allowed. */
export interface Faults {
  readonly notes: readonly string[]
  note(sentence: string): void
  /** @throws SpadError unless the fault is allowed: then it becomes a note. */
  report(fault: Fault, sentence: string): void
}

/** @throws SpadError if `allow` names what is no fault. */
export function collectFaults(name: string, allow: readonly string[] = []): Faults {
  const unknown = allow.find((each) => !(FAULTS as readonly string[]).includes(each))
  if (unknown !== undefined)
    fail('formats', `\`allow\` has ${JSON.stringify(unknown)}: it may have ${FAULTS.join(', ')}.`)
  const notes: string[] = []
  const note = (sentence: string) => {
    if (!notes.includes(sentence)) notes.push(sentence)
  }
  return {
    notes,
    note,
    report: (fault, sentence) => {
      if (!allow.includes(fault))
        fail('formats', `\`${name}\`: ${sentence}. Accept it by \`allow: ['${fault}']\`.`)
      note(`${sentence}; accepted as ${fault}.`)
    },
  }
}

export const millimetres = (value: number): string => `${Number(value.toFixed(3))} mm`
