import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import { addUp } from './add-up.js'
import { run, type Webgpu } from './program.js'

type Given = Parameters<KernelFunc>[0]
type Inputs = Readonly<Record<'logits' | 'target' | 'weight' | 'logWeight' | 'slopes', TensorInfo>>

/** Pixels of a thread, and threads of an image at most. */
const [PIXELS, THREADS] = [16, 1024]

/** `SoftmaxSums` of `fused-kernels.ts`, in two shaders. */
export const softmaxSums: KernelFunc = ({ inputs, backend }: Given) => {
  const gpu = backend as Webgpu
  const { logits, goal, weight, logWeight, images, pixels, classes } = given(inputs)
  const count = Math.max(1, Math.min(THREADS, Math.ceil(pixels / PIXELS)))
  const parts = run(gpu, sumsCode(classes), {
    shaderKey: `softmaxSums${classes}`,
    outputShape: [images, count, 4, classes],
    inputs: { logits, goal, weight, logWeight },
    uniforms: { pixels, count, images },
    threads: images * count,
  })
  return addUp(gpu, parts, [images, 4, classes])
}

/** `SoftmaxSumsGrad` of `fused-kernels.ts`, in one shader. */
export const softmaxSumsGrad: KernelFunc = ({ inputs, backend }: Given) => {
  const { logits, goal, weight, logWeight, slopes, images, pixels, classes } = given(inputs)
  return run(backend as Webgpu, slopeCode(classes), {
    shaderKey: `softmaxSumsGrad${classes}`,
    outputShape: logits.shape,
    inputs: { logits, goal, weight, logWeight, slopes },
    uniforms: { pixels, all: images * pixels },
    threads: images * pixels,
  })
}

function given(inputs: Given['inputs']) {
  // `target` is a word of the shader's language
  const { target: goal, ...rest } = inputs as Inputs
  const [images, height, width, classes] = rest.logits.shape as [number, number, number, number]
  return { ...rest, goal, images, pixels: height * width, classes }
}

/** Of the pixel `pixel`: `base`, the place of its values, and `lift`, which takes a logit to a logarithm. */
const softmax = (classes: number): string => `
      let base = pixel * ${classes};
      var peak = logits[base];
      for (var k = 1; k < ${classes}; k++) { peak = max(peak, logits[base + k]); }
      var all = 0.0;
      for (var k = 0; k < ${classes}; k++) { all += exp(logits[base + k] - peak); }
      let lift = peak + log(all);`

/** A thread sums every so manieth pixel of an image. */
const sumsCode = (classes: number): string => `
  fn main(index : i32) {
    if (index >= uniforms.images * uniforms.count) { return; }
    let image = index / uniforms.count;
    let part = index % uniforms.count;
    var sums : array<f32, ${4 * classes}>;
    for (var at = part; at < uniforms.pixels; at += uniforms.count) {
      let pixel = image * uniforms.pixels + at;
      ${softmax(classes)}
      for (var k = 0; k < ${classes}; k++) {
        let logarithm = logits[base + k] - lift;
        let p = exp(logarithm);
        let wanted = weight[pixel] * goal[base + k];
        sums[k] += logWeight[pixel] * goal[base + k] * logarithm;
        sums[k + ${classes}] += wanted;
        sums[k + ${2 * classes}] += wanted * p;
        sums[k + ${3 * classes}] += weight[pixel] * p;
      }
    }
    for (var k = 0; k < ${4 * classes}; k++) { result[index * ${4 * classes} + k] = sums[k]; }
  }
`

/** With slopes s: v tₖ s₀ₖ + pₖ (aₖ − Σⱼ (pⱼ aⱼ + v tⱼ s₀ⱼ)),  a = w (t s₂ + s₃). */
const slopeCode = (classes: number): string => `
  fn main(index : i32) {
    if (index >= uniforms.all) { return; }
    let pixel = index;
    let row = pixel / uniforms.pixels * ${4 * classes};
    ${softmax(classes)}
    var common_part = 0.0;
    for (var k = 0; k < ${classes}; k++) {
      let a = weight[pixel] * (goal[base + k] * slopes[row + ${2 * classes} + k] + slopes[row + ${3 * classes} + k]);
      common_part += exp(logits[base + k] - lift) * a + logWeight[pixel] * goal[base + k] * slopes[row + k];
    }
    for (var k = 0; k < ${classes}; k++) {
      let a = weight[pixel] * (goal[base + k] * slopes[row + ${2 * classes} + k] + slopes[row + ${3 * classes} + k]);
      result[base + k] = logWeight[pixel] * goal[base + k] * slopes[row + k]
        + exp(logits[base + k] - lift) * (a - common_part);
    }
  }
`
