import { definePart } from '../contracts/define-part.js'
import type { Configured } from '../contracts/part.js'
import type { Fit } from '../contracts/fit.js'
import { type DefinedTable, partTable } from '../contracts/part-table.js'
import { windows } from './windows.js'

/** The whole image resized to the network's size. */
export function resize(): Configured<Fit> {
  return { config: { type: 'resize' }, workingSize: (_, network) => network }
}

const resizePart = /* @__PURE__ */ definePart({
  where: 'core',
  kind: 'fit',
  type: 'resize',
  options: {},
  build: () => resize(),
})

/** The fits that a config may name. */
export const fits: DefinedTable<Fit> = /* @__PURE__ */ partTable<Fit>([resizePart, windows])
