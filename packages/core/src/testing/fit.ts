import type { Fit, Size, Windows } from '../contracts/fit.js'
import type { Configured } from '../contracts/part.js'
import type { Raster } from '../contracts/sample.js'
import { check, checkJson, checkSame, type Test } from './check.js'

export interface FitTestOptions {
  /** The network's size. @default 32 × 48 */
  readonly network?: Size
  /** Sizes of images. @default smaller than, equal to and larger than the network, square and long */
  readonly images?: readonly Size[]
}

const NETWORK = { height: 32, width: 48 }
const IMAGES = [
  { height: 1, width: 1 },
  { height: 20, width: 200 },
  { height: 32, width: 48 },
  { height: 97, width: 61 },
]

/**
 * The contract of a {@link Fit}, one test per rule.
 *
 * @param test `test` of your test runner.
 * @param name What the tests are called.
 * @param make Returns the fit, or a promise of it.
 */
export function testFit(
  test: Test,
  name: string,
  make: () => Configured<Fit> | Promise<Configured<Fit>>,
  { network = NETWORK, images = IMAGES }: FitTestOptions = {},
): void {
  test(`${name}: describes itself in JSON, and the same twice`, async () => {
    const [one, two] = [await make(), await make()]
    check(typeof one.config.type === 'string', '`config.type` must be a string')
    checkJson(one.config, 'config')
    checkSame(two.config, one.config, '`config` of a second one')
  })

  test(`${name}: a working size of whole pixels, the same each time`, async () => {
    const fit = await make()
    for (const image of images) {
      const working = fit.workingSize(image, network)
      for (const [side, length] of Object.entries({ ...working }))
        check(Number.isInteger(length) && length >= 1, `the working ${side} is ${length}`)
      checkSame(fit.workingSize(image, network), working, 'a second working size')
      if (!fit.windows) checkSame(working, network, 'the working size of a fit without windows')
    }
  })

  const eachWindows = async (use: (windows: Windows, working: Size) => void): Promise<void> => {
    const fit = await make()
    for (const image of images) if (fit.windows) use(fit.windows, fit.workingSize(image, network))
  }

  test(`${name}: windows of the network's size`, async () => {
    await eachWindows((windows, working) => {
      const picture = coordinates(working)
      for (const corner of windows.corners(working, network)) {
        check(Number.isInteger(corner.top) && Number.isInteger(corner.left), 'a corner is no pixel')
        const { data, ...size } = windows.cut(picture, corner, network)
        checkSame(size, { ...network, channels: 2 }, 'the size of a window')
        checkSame(data.length, 2 * network.height * network.width, 'the length of a window')
      }
    })
  })

  test(`${name}: answers come back to where their windows were cut, and none is missing`, async () => {
    await eachWindows((windows, working) => {
      const picture = coordinates(working)
      const merge = windows.merging(working, network, 2)
      for (const corner of windows.corners(working, network))
        merge.add(corner, windows.cut(picture, corner, network).data)
      const { data, ...size } = merge.result()
      checkSame(size, { ...working, channels: 2 }, 'the size of the whole')
      for (const [i, expected] of picture.data.entries()) {
        const found = data[i]!
        const pixel = Math.floor(i / 2)
        const place = `row ${Math.floor(pixel / working.width)}, column ${pixel % working.width}`
        check(Math.abs(found - expected) < 1e-4, `${place} is ${found}: it must be ${expected}`)
      }
    })
  })
}

/** Where each pixel is, as its two values in `(0, 1]`. */
function coordinates({ height, width }: Size): Raster {
  const data = new Float32Array(2 * height * width)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.set([(y + 1) / height, (x + 1) / width], 2 * (y * width + x))
  return { data, height, width, channels: 2 }
}
