import type { KernelFunc } from '@tensorflow/tfjs-core'
import type { GroupNormAttributes, GroupNormInputs } from '../fused-kernels.js'
import { channelSums } from './channel-sums.js'
import { placeOf, uniformsOf } from './group-norm-places.js'
import { run, type Webgpu } from './program.js'

type Given = Parameters<KernelFunc>[0]

/** `GroupNorm` of `fused-kernels.ts`, in five shaders. */
export const groupNorm: KernelFunc = ({ inputs, backend, attrs }: Given) => {
  const gpu = backend as Webgpu
  const { x, gamma, beta } = inputs as unknown as GroupNormInputs
  const { groups, rectify, epsilon } = attrs as unknown as GroupNormAttributes
  const uniforms = uniformsOf(x, gamma, groups, rectify)
  const sums = channelSums(gpu, {
    shaderKey: 'groupNormSums',
    ...{ inputs: { x }, uniforms: {} },
    before: `let about = ${firstPixel};`,
    each: `
      let value = x[at] - about;
      first += value;
      second += value * value;`,
  })
  const outputShape = [x.shape[0], groups]
  const all = { outputShape, uniforms, epsilon }
  const mean = run(gpu, meanCode, {
    ...all,
    shaderKey: 'groupNormMean',
    inputs: { x, sums },
  })
  const inverse = run(gpu, inverseCode, {
    ...all,
    shaderKey: 'groupNormInverse',
    inputs: { x, sums, mean },
  })
  gpu.disposeData(sums.dataId)
  const y = run(gpu, applyCode, {
    shaderKey: 'groupNormApply',
    outputShape: x.shape,
    ...{ inputs: { x, gamma, beta, mean, inverse }, uniforms },
  })
  return [y, mean, inverse]
}

/** What sums of a channel are about, so that none is a small difference of large numbers. */
const firstPixel = 'x[image * uniforms.pixels * uniforms.channels + channel]'

/** Walks over the channels of a thread's group: `channel`, with `at`, its place in the sums, and `about`. */
const overGroup = (each: string): string => `
    let image = index / uniforms.groups;
    let begin = index % uniforms.groups * uniforms.across;
    let pixels = f32(uniforms.pixels);
    for (var channel = begin; channel < begin + uniforms.across; channel++) {
      let at = 2 * (image * uniforms.channels + channel);
      let about = ${firstPixel};
      ${each}
    }`

const meanCode = `
  fn main(index : i32) {
    if (index >= uniforms.size) { return; }
    var sum = 0.0;
    ${overGroup('sum += about + sums[at] / pixels;')}
    result[index] = sum / f32(uniforms.across);
  }
`

/** Of the squares about the channel's own mean, and what that is off the group's. */
const inverseCode = `
  fn main(index : i32) {
    if (index >= uniforms.size) { return; }
    var sum = 0.0;
    ${overGroup(`
      let mine = sums[at] / pixels;
      let off = about + mine - mean[index];
      sum += max(0.0, sums[at + 1] / pixels - mine * mine) + off * off;`)}
    result[index] = 1.0 / sqrt(sum / f32(uniforms.across) + uniforms.epsilon);
  }
`

const applyCode = `
  fn main(index : i32) {
    ${placeOf}
    let value = (x[index] - mean[group]) * inverse[group] * gamma[own] + beta[own];
    // what is no number stays none
    result[index] = select(value, 0.0, uniforms.rectify == 1 && value < 0.0);
  }
`
