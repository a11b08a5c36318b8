import { cropVolumeClass } from '../metrics/volume-overlap.js'
import type { Grid } from '../contracts/grid.js'
import type { LabelVolume } from '../contracts/reader.js'
import { type ClassBox, classBox, eachRow } from './class-box.js'
import { largestOf } from './groups.js'
import type { ObjectRule } from '../contracts/model.js'
import { isActive } from './object-rule.js'
import { volumeComponents } from './volume-components.js'

/**
 * Follows one rule for each class over a whole volume: objects are voxels of a class that touch, also at
 * edges and corners (26-connected); `minSize` is the share of one slice that an object's voxels must make
 * up, so that a rule that was chosen on pictures asks no more of a volume; a hole is background that
 * touches, by sides, neither the border of the volume nor another class. Along an axis of one voxel there is
 * no border.
 *
 * It takes a few bytes for each voxel of the box around a class.
 *
 * @param rules One for each class, background first; that of the background is empty.
 * @param area Voxels of a slice. @default columns × rows of the grid; all where it is a single slice, in any plane
 * @returns A new volume, or the same where no rule asks for anything.
 */
export function applyVolumeObjectRules(
  labels: LabelVolume,
  rules: readonly ObjectRule[],
  area = areaOf(labels.grid),
): LabelVolume {
  if (!rules.some((rule, label) => label > 0 && isActive(rule))) return labels
  const result = { ...labels, data: labels.data.slice() }
  rules.forEach((rule, label) => {
    if (label === 0) return
    const { minSize = 0, largest = false, fill = false } = rule
    if (minSize > 0 || largest) dropObjects(result, label, minSize * area, largest)
    if (fill) fillHoles(result, label)
  })
  return result
}

/** Of a slice, in voxels. */
function areaOf({ size: [columns, rows, slices] }: Grid): number {
  const single = [columns, rows, slices].includes(1)
  return columns * rows * (single ? slices : 1)
}

/** Changes the volume. */
function dropObjects(labels: LabelVolume, label: number, least: number, largest: boolean): void {
  const box = classBox(labels, label)
  if (!box) return
  const { data } = labels
  const { groups, sizes } = volumeComponents(cropVolumeClass(labels, label, box))
  const most = largestOf(sizes)
  const kept = sizes.map((size, group) => size >= least && (!largest || group === most))
  eachRow(labels.grid, box, (at, from, length) => {
    for (let i = 0; i < length; i++) {
      const group = groups[from + i]!
      if (group > 0 && !kept[group]) data[at + i] = 0
    }
  })
}

/** Changes the volume. What the class encloses lies in its box. */
function fillHoles(labels: LabelVolume, label: number): void {
  const box = classBox(labels, label)
  if (!box) return
  const { data } = labels
  const { groups, sizes } = volumeComponents(cropVolumeClass(labels, 0, box), { corners: false })
  const open = openGroups(labels, label, box, groups, sizes.length)
  eachRow(labels.grid, box, (at, from, length) => {
    for (let i = 0; i < length; i++) {
      const group = groups[from + i]!
      if (group > 0 && !open[group]) data[at + i] = label
    }
  })
}

/** Groups of background that reach the end of the box along an axis that has one, or another class. */
function openGroups(
  { data, grid: { size } }: LabelVolume,
  label: number,
  { low, high }: ClassBox,
  groups: Uint32Array,
  count: number,
): Uint8Array {
  const open = new Uint8Array(count)
  const [columns, rows] = size
  const axes = [0, 1, 2]
    .filter((axis) => size[axis]! > 1)
    .map((axis) => ({ axis, step: [1, columns, columns * rows][axis]! }))
  for (let z = low[2], from = 0; z <= high[2]; z++)
    for (let y = low[1]; y <= high[1]; y++)
      for (let x = low[0]; x <= high[0]; x++, from++) {
        const group = groups[from]!
        if (group === 0 || open[group]) continue
        const at = (z * rows + y) * columns + x
        const place = [x, y, z]
        for (const { axis, step } of axes) {
          const i = place[axis]!
          const ends = i === low[axis] || i === high[axis]
          if (ends || isOther(data[at - step], label) || isOther(data[at + step], label))
            open[group] = 1
        }
      }
  return open
}

const isOther = (near: number | undefined, label: number): boolean => near !== 0 && near !== label
