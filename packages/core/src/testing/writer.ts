import type { LabelClass } from '../contracts/dataset.js'
import type { Grid } from '../contracts/grid.js'
import type { LabelVolume, Writer } from '../contracts/reader.js'
import { check, checkSame, type Test } from './check.js'

export interface WriterTestOptions<Options> {
  /** Reads back what was written. */
  readonly read: (bytes: Uint8Array<ArrayBuffer>) => LabelVolume | Promise<LabelVolume>
  /** What `write` is given besides. @default nothing */
  readonly options?: Options
  /** Where the labels lie. @default a small oblique grid */
  readonly grid?: Grid
  /** How far a place may be from where it was, in mm. @default 1e-4 */
  readonly tolerance?: number
}

const classes: readonly LabelClass[] = [
  { name: 'background', value: 0, color: [0, 0, 0] },
  { name: 'liver', value: 1, color: [221, 130, 101] },
  { name: 'lésion', value: 2, color: [255, 0, 0] },
]

/** Uneven sides and distances, tilted round the z axis. */
const OBLIQUE: Grid = {
  size: [5, 4, 3],
  spacing: [0.7, 0.8, 2.5],
  origin: [-120.5, 33.25, 812],
  direction: [0.8, -0.6, 0, 0.6, 0.8, 0, 0, 0, 1],
}

/**
 * The contract of a {@link Writer}, one test per rule.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 * @param make Returns the writer, or a promise of it.
 */
export function testWriter<Options>(
  test: Test,
  name: string,
  make: () => Writer<Options> | Promise<Writer<Options>>,
  { read, options, grid = OBLIQUE, tolerance = 1e-4 }: WriterTestOptions<Options>,
): void {
  test(`${name}: has a name and an extension`, async () => {
    const writer = await make()
    check(writer.name !== '', 'it has no name')
    check(/^\.\S+$/.test(writer.extension), `\`extension\` is "${writer.extension}": like .nii.gz`)
  })

  test(`${name}: labels and places come back, also where a class is missing`, async () => {
    const writer = await make()
    for (const data of [drawn(grid, 3), drawn(grid, 2), drawn(grid, 1)]) {
      const bytes = await writer.write({ data, grid }, classes, options)
      const back = await read(bytes)
      checkSame([...back.data], [...data], 'the labels')
      checkSame(back.grid.size, grid.size, 'the size')
      for (const index of [0, 1, 2, 3].map((k) => [k === 1, k === 2, k === 3].map(Number)))
        placesOf(grid, index).forEach((place, axis) => {
          const found = placesOf(back.grid, index)[axis]!
          check(
            Math.abs(found - place) <= tolerance,
            `voxel ${index.join(', ')} is at ${found} mm along axis ${axis}: it must be ${place}`,
          )
        })
    }
  })

  test(`${name}: leaves the labels alone`, async () => {
    const [writer, data] = [await make(), drawn(grid, 3)]
    await writer.write({ data, grid }, classes, options)
    checkSame([...data], [...drawn(grid, 3)], 'the labels, afterwards,')
  })
}

function drawn({ size: [columns, rows, slices] }: Grid, count: number): Uint8Array {
  return Uint8Array.from({ length: columns * rows * slices }, (_, i) => ((i * 7) % 5) % count)
}

/** Where a voxel's centre lies, in mm. */
function placesOf({ origin, spacing, direction }: Grid, index: readonly number[]): number[] {
  return [0, 1, 2].map((row) =>
    [0, 1, 2].reduce(
      (sum, axis) => sum + direction[3 * row + axis]! * spacing[axis]! * index[axis]!,
      origin[row]!,
    ),
  )
}
