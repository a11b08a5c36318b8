import { fail, type PartConfig } from '@spad/core'
import { partBuilder, type Parts } from '@spad/models'
import { bcd, type BcdOptions, scd, type ScdOptions, scdRegions } from '@spad/noise'
import type { PreviewParts } from '../report/preview-frames.js'
import { isGroup } from './config-file.js'
import type { ResolvedConfig } from './resolve-config.js'

/** ScD, BcD and the schedule of a training, each on its own. */
export function previewParts({ noise, schedule }: ResolvedConfig, parts: Parts): PreviewParts {
  const scdOptions = optionsOf(findPart(noise, 'scd')) as ScdOptions | undefined
  const bcdOptions = optionsOf(findPart(noise, 'bcd')) as BcdOptions | undefined
  if (!schedule || (!scdOptions && !bcdOptions))
    return fail(
      'node',
      'there is nothing to preview: this training has neither ScD nor BcD. Use `recipe: spad`.',
    )
  return {
    scd: scdOptions ? scd(scdOptions) : (batch) => batch,
    bcd: bcdOptions ? bcd(bcdOptions) : (batch) => batch,
    regions: (batch, context) => scdRegions(batch, context, scdOptions ?? { keep: 0 }),
    schedule: partBuilder(parts).progressSchedule(schedule),
  }
}

/** The first part of a type in a description, however deep. */
function findPart(part: unknown, type: string): PartConfig | undefined {
  if (Array.isArray(part)) {
    for (const one of part) {
      const found = findPart(one, type)
      if (found) return found
    }
    return undefined
  }
  if (!isGroup(part)) return undefined
  return part.type === type ? (part as PartConfig) : findPart(Object.values(part), type)
}

function optionsOf(part: PartConfig | undefined): object | undefined {
  return part && Object.fromEntries(Object.entries(part).filter(([key]) => key !== 'type'))
}
