import type { TensorInfo } from '@tensorflow/tfjs-core'
import { countOf, run, type Webgpu } from './program.js'

const TOGETHER = 64

/**
 * Sums over parts, `[images, parts, …]` → `shape`, `[images, …]`: always in the same order, so that the bits are
 * the same each time. Frees the parts.
 */
export function addUp(gpu: Webgpu, parts: TensorInfo, shape: readonly number[]): TensorInfo {
  const [images = 1, count = 1] = parts.shape
  const values = countOf(parts.shape) / images / count
  const sums = run(gpu, code, {
    shaderKey: 'addUp',
    outputShape: shape,
    inputs: { parts },
    uniforms: { count, values },
    threads: TOGETHER * countOf(shape),
    together: TOGETHER,
  })
  gpu.disposeData(parts.dataId)
  return sums
}

/** A workgroup sums one value over all parts. */
const code = `
  var<workgroup> sums : array<f32, ${TOGETHER}>;
  fn main(index : i32) {
    let value = index / ${TOGETHER};
    let mine = index % ${TOGETHER};
    let image = value / uniforms.values;
    var sum = 0.0;
    if (value < uniforms.size) {
      for (var part = mine; part < uniforms.count; part += ${TOGETHER}) {
        sum += parts[(image * uniforms.count + part) * uniforms.values + value % uniforms.values];
      }
    }
    sums[mine] = sum;
    workgroupBarrier();
    for (var half = ${TOGETHER / 2}; half > 0; half /= 2) {
      if (mine < half) { sums[mine] += sums[mine + half]; }
      workgroupBarrier();
    }
    if (mine == 0 && value < uniforms.size) { result[value] = sums[0]; }
  }
`
