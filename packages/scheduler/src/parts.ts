import { type DefinedTable, partTable, type ProgressSchedule } from '@spad/core'
import { adaptive } from './adaptive.js'
import { pasPart } from './pas.js'
import { curveParts } from './pas-parts.js'

/** Each progress schedule by the `type` of its description. */
export const progressScheduleParts: DefinedTable<ProgressSchedule> =
  /* @__PURE__ */ partTable<ProgressSchedule>([pasPart, adaptive], { curve: curveParts })
