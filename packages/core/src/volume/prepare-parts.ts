import { definePart } from '../contracts/define-part.js'
import { type DefinedTable, partTable } from '../contracts/part-table.js'
import { windowPerChannel } from './channel-windows.js'
import { type Prepare, prepareOptions } from './prepare.js'
import { prepareSlices } from './prepare-slices.js'

/** `prepareSlices`, with options that are said once for all scans; those of a scan are the stronger. */
export const slices = /* @__PURE__ */ definePart({
  where: 'core',
  kind: 'prepare',
  type: 'slices',
  options: prepareOptions,
  build:
    ({ window, ...options }): Prepare =>
    (scan, more) =>
      prepareSlices(scan, { ...options, window: windowPerChannel(window, 1)[0], ...more }),
})

/** Each preparation by the `type` of its description. */
export const prepareParts: DefinedTable<Prepare> = /* @__PURE__ */ partTable<Prepare>([slices])
