import type { Grid } from '../contracts/grid.js'
import type { Scan } from '../contracts/scan.js'
import type { Prepare } from '../volume/prepare.js'
import { SLICE_AXES } from '../volume/slicing.js'
import { check, checkSame, type Test } from './check.js'

/** Slices, rows and columns of three lengths, stored against the patient's axes. */
const grid: Grid = {
  size: [4, 5, 3],
  spacing: [0.5, 0.75, 2],
  origin: [10, -20, 30],
  direction: [-1, 0, 0, 0, 0, 1, 0, -1, 0],
}

/**
 * The contract of a {@link Prepare}, one test per rule.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 * @param make Returns the preparation, or a promise of it.
 */
export function testPrepare(
  test: Test,
  name: string,
  make: () => Prepare | Promise<Prepare>,
): void {
  for (const axis of SLICE_AXES) {
    test(`${name}: ${axis} pictures of one size, values from 0 to 1`, async () => {
      const { slicing, picture } = (await make())(makeScan(), { axis })
      checkSame(slicing.axis, axis, 'the axis')
      for (let slice = 0; slice < slicing.slices; slice++) {
        const { data, ...size } = picture(slice)
        const { height, width } = slicing
        checkSame(size, { height, width, channels: 1 }, 'the size of a picture')
        checkSame(data.length, height * width, 'the length of a picture')
        const odd = data.find((value) => !(value >= 0 && value <= 1))
        check(odd === undefined, `a picture holds ${odd}: its values must be from 0 to 1`)
      }
    })

    test(`${name}: ${axis} labels go back to the voxels that were seen`, async () => {
      const scan = makeScan()
      const { slicing, picture, place } = (await make())(scan, { axis })
      const volume = new Uint8Array(scan.data.length)
      for (let slice = 0; slice < slicing.slices; slice++) {
        const { data, height, width } = picture(slice)
        place({ data: Uint8Array.from(data, bright), height, width }, slice, volume)
      }
      checkSame(
        [...volume],
        Array.from(scan.data, (value) => (value > 500 ? 1 : 0)),
        'the volume',
      )
    })
  }

  test(`${name}: as many channels as are wanted`, async () => {
    const { picture } = (await make())(makeScan(), { channels: 3 })
    checkSame(picture(0).channels, 3, 'the number of channels')
  })

  test(`${name}: leaves the scan alone`, async () => {
    const scan = makeScan()
    ;(await make())(scan).picture(0)
    checkSame(scan, makeScan(), 'the scan, afterwards,')
  })
}

const bright = (value: number): number => (value > 0.5 ? 1 : 0)

/** Two levels, spread over the voxels without a pattern. */
function makeScan(): Scan {
  const length = grid.size.reduce((product, side) => product * side, 1)
  const data = Int16Array.from({ length }, (_, i) => ((i * 37) % 11 < 5 ? 100 : 900))
  return { data, grid, channels: 1, modality: 'MR' }
}
