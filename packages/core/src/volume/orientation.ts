import type { Grid } from '../contracts/grid.js'

/** Along which axis of the patient an index of a grid grows, as nearly as one does. */
export interface AxisCourse {
  /** 0 = columns, 1 = rows, 2 = slices of the grid. */
  readonly index: 0 | 1 | 2
  /** 1: towards the patient's left, back or head; −1: away from it. */
  readonly sign: 1 | -1
}

/** For the patient's axes x (to the left), y (to the back) and z (to the head): which index follows it. */
export type Orientation = readonly [AxisCourse, AxisCourse, AxisCourse]

const INDICES = [0, 1, 2] as const

/**
 * The index that runs along each of the patient's axes. In an oblique grid, it is that of the least angle,
 * the clearest first, so that no index stands for two axes.
 */
export function orientationOf({ direction }: Grid): Orientation {
  const pairs = INDICES.flatMap((axis) =>
    INDICES.map((index) => ({ axis, index, cosine: direction[3 * axis + index]! })),
  ).sort((a, b) => Math.abs(b.cosine) - Math.abs(a.cosine))
  const found = new Map<number, AxisCourse>()
  const taken = new Set<number>()
  for (const { axis, index, cosine } of pairs) {
    if (found.has(axis) || taken.has(index)) continue
    found.set(axis, { index, sign: cosine < 0 ? -1 : 1 })
    taken.add(index)
  }
  return INDICES.map(
    (axis) => found.get(axis) ?? { index: axis, sign: 1 },
  ) as unknown as Orientation
}

const LETTERS = ['LR', 'PA', 'SI'] as const

/**
 * Where columns, rows and slices grow to, as three of the letters L, R (left, right), P, A (back, front),
 * S, I (head, feet): `LPS` is DICOM's axial slice from feet to head.
 */
export function orientationLetters(grid: Grid): string {
  const orientation = orientationOf(grid)
  return INDICES.map((index) => {
    const axis = orientation.findIndex((course) => course.index === index)
    const [plus = '', minus = ''] = LETTERS[axis as 0 | 1 | 2]
    return orientation[axis]?.sign === -1 ? minus : plus
  }).join('')
}
