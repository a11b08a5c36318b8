import type { ObjectRule } from '../contracts/model.js'
import type { LabelMap } from '../contracts/sample.js'
import { components } from './components.js'
import { largestOf } from './groups.js'

/**
 * Follows one rule for each class; objects are pixels of a class that touch, also at corners.
 *
 * @param rules One for each class, background first; that of the background is empty.
 * @returns A new map, or the same where nothing changes.
 */
export function applyObjectRules(labels: LabelMap, rules: readonly ObjectRule[]): LabelMap {
  let result = labels
  rules.forEach((rule, label) => {
    if (label > 0 && isActive(rule)) result = applied(result, label, rule)
  })
  return result
}

/** Whether a rule can change anything. */
export function isActive({ minSize = 0, largest = false, fill = false }: ObjectRule): boolean {
  return minSize > 0 || largest || fill
}

function applied(labels: LabelMap, label: number, rule: ObjectRule): LabelMap {
  if (!labels.data.includes(label)) return labels
  const data = labels.data.slice()
  const { minSize = 0, largest = false, fill = false } = rule
  if (minSize > 0 || largest) dropObjects({ ...labels, data }, label, minSize, largest)
  if (fill) fillHoles({ ...labels, data }, label)
  return { ...labels, data }
}

/** Changes the map. */
function dropObjects(labels: LabelMap, label: number, minSize: number, largest: boolean): void {
  const { data } = labels
  const { groups, sizes } = components(labels, (pixel) => data[pixel] === label)
  const most = largestOf(sizes)
  const kept = sizes.map(
    (size, group) => size >= minSize * data.length && (!largest || group === most),
  )
  for (let pixel = 0; pixel < data.length; pixel++) {
    const group = groups[pixel]!
    if (group > 0 && !kept[group]) data[pixel] = 0
  }
}

/** Changes the map: a hole is background that touches, by sides, neither the border nor another class. */
function fillHoles(labels: LabelMap, label: number): void {
  const { data, height, width } = labels
  const { groups, sizes } = components(labels, (pixel) => data[pixel] === 0, { corners: false })
  const open = new Uint8Array(sizes.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x
      const group = groups[pixel]!
      if (group === 0) continue
      const atBorder = x === 0 || y === 0 || x === width - 1 || y === height - 1
      const others = [pixel - 1, pixel + 1, pixel - width, pixel + width]
      if (atBorder || others.some((near) => data[near] !== 0 && data[near] !== label))
        open[group] = 1
    }
  for (let pixel = 0; pixel < data.length; pixel++) {
    const group = groups[pixel]!
    if (group > 0 && !open[group]) data[pixel] = label
  }
}
