import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-webgpu'
import '@tensorflow/tfjs-core/dist/register_all_gradients.js'
import {
  backend,
  conv2d,
  getKernel,
  grad,
  memory,
  mul,
  setBackend,
  sum,
  tensor,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { createRandom } from '../src/support/random.js'
import { registerWebgpuGradients } from '../src/webgpu-gradients.js'

type Shape = [number, number, number, number]

const before = getKernel('Conv2DBackpropFilter', 'webgpu').kernelFunc
beforeAll(() => {
  registerWebgpuGradients()
})

/** The gradient of a filter, as the backend has it. */
async function gradientOn(
  backend: string,
  [image, filter]: readonly [Shape, Shape],
  stride: number,
  pad: 'same' | 'valid',
): Promise<Float32Array> {
  await setBackend(backend)
  const random = createRandom(3)
  const normal = (shape: Shape): Tensor4D =>
    tensor(
      Float32Array.from({ length: size(shape) }, () => random.normal()),
      shape,
    )
  const gradient = tidy(() => {
    const [x, w] = [normal(image), normal(filter)]
    const slopes = normal(conv2d(x, w, stride, pad).shape)
    return grad((kernel) => sum(mul(conv2d(x, kernel as Tensor4D, stride, pad), slopes)))(w)
  })
  const values = (await gradient.data()) as Float32Array
  gradient.dispose()
  return values
}

const size = (shape: Shape): number => shape.reduce((product, side) => product * side, 1)

test.each<[string, readonly [Shape, Shape]]>([
  [
    'of one pixel',
    [
      [3, 9, 8, 5],
      [1, 1, 5, 13],
    ],
  ],
  [
    'of three pixels',
    [
      [2, 9, 8, 3],
      [3, 3, 3, 4],
    ],
  ],
  [
    'of many channels',
    [
      [2, 12, 10, 32],
      [3, 3, 32, 40],
    ],
  ],
  [
    'that is not square',
    [
      [1, 7, 11, 2],
      [2, 5, 2, 3],
    ],
  ],
  [
    'larger than the image',
    [
      [2, 3, 2, 2],
      [7, 7, 2, 2],
    ],
  ],
])(
  'the gradient of a filter %s',
  async (_, shapes) => {
    for (const stride of [1, 2, 3])
      for (const pad of ['same', 'valid'] as const) {
        const [[, height, width], [rows, columns]] = shapes
        if (pad === 'valid' && (rows > height || columns > width)) continue
        const right = await gradientOn('cpu', shapes, stride, pad)
        const ours = await gradientOn('webgpu', shapes, stride, pad)
        const largest = Math.max(...right.map(Math.abs))
        expect(ours.length).toBe(right.length)
        for (const [i, value] of ours.entries())
          expect(Math.abs(value - right[i]!)).toBeLessThan(1e-5 * largest)
        // the same bits each time: sums are added up in one order
        expect(await gradientOn('webgpu', shapes, stride, pad)).toEqual(ours)
      }
  },
  120_000,
)

test('leaves no buffer behind', async () => {
  const shapes = [
    [2, 9, 8, 3],
    [3, 3, 3, 4],
  ] as const satisfies readonly [Shape, Shape]
  await gradientOn('webgpu', shapes, 1, 'same')
  const [tensors, buffers] = [memory().numTensors, backend().numDataIds()]
  await gradientOn('webgpu', shapes, 1, 'same')
  expect(memory().numTensors).toBe(tensors)
  expect(backend().numDataIds()).toBe(buffers)
})

test('is registered once', () => {
  const { kernelFunc } = getKernel('Conv2DBackpropFilter', 'webgpu')
  expect(kernelFunc).not.toBe(before)
  registerWebgpuGradients()
  expect(getKernel('Conv2DBackpropFilter', 'webgpu').kernelFunc).toBe(kernelFunc)
})
