import { type AnyPart, type Build, type DefinedTable } from '@spad/core'
import { testPart } from '@spad/core/testing'
import { test } from 'vitest'
import {
  curveParts,
  noiseScheduleParts,
  progressScheduleParts,
  samplerParts,
} from '../src/index.js'

const curve = { type: 'linear', end: 0.5 }
const needed: Readonly<Record<string, object>> = {
  constant: { value: 0.5 },
  delay: { curve, by: 0.5 },
  clamp: { curve },
  scale: { curve, factor: 2 },
  sequence: { stretches: [{ curve, until: 1 }] },
  pas: { curves: { scd: curve } },
  shifted: { schedule: { type: 'cosine' }, factor: 0.5 },
}
const inside: Build = {
  tables: {
    curve: curveParts,
    progressSchedule: progressScheduleParts,
    noiseSchedule: noiseScheduleParts,
  },
}
const tables: Readonly<Record<string, DefinedTable<object>>> = {
  curveParts,
  progressScheduleParts,
  noiseScheduleParts,
  samplerParts,
}

for (const [name, table] of Object.entries(tables))
  for (const [type, { part }] of Object.entries<{ part: AnyPart }>(table))
    testPart<object, []>(test, `${name}.${type}`, part, { options: { ...needed[type] }, inside })
