import { type Configured, type PartTable, partTable, type ProgressSchedule } from '@spad/core'
import { adaptive } from './adaptive.js'
import { pasPart } from './pas.js'
import { curveParts } from './pas-parts.js'

/** Each progress schedule by the `type` of its description. */
export const progressScheduleParts: PartTable<Configured<ProgressSchedule>> =
  /* @__PURE__ */ partTable<ProgressSchedule>([pasPart, adaptive], { curve: curveParts })
