import type { TensorInfo } from '@tensorflow/tfjs-core'
import { addUp } from './add-up.js'
import { run, type Webgpu } from './program.js'

const TOGETHER = 256

/** Workgroups that keep a large card busy. */
const ENOUGH = 512

/** Two sums of each image and channel over the pixels. */
interface Sums {
  readonly shaderKey: string
  /** What the shader knows, `x` `[batch, height, width, channels]` among them. */
  readonly inputs: Readonly<Record<string, TensorInfo>> & { readonly x: TensorInfo }
  readonly uniforms: Readonly<Record<string, number>>
  /** What is known before the first pixel, of `image` and `channel`. */
  readonly before: string
  /** Adds the value at `at` to `first` and `second`. */
  readonly each: string
}

/** Two sums over the pixels, `[batch, channels, 2]`; pixels are dealt out to workgroups. */
export function channelSums(gpu: Webgpu, sums: Sums): TensorInfo {
  const [images, height, width, channels] = sums.inputs.x.shape as [number, number, number, number]
  const pixels = height * width
  const across = Math.min(channels, TOGETHER)
  const lanes = Math.floor(TOGETHER / across)
  const blocks = Math.ceil(channels / across)
  const parts = Math.max(
    1,
    Math.min(Math.ceil(pixels / (4 * lanes)), Math.floor(ENOUGH / (images * blocks))),
  )
  const found = run(gpu, codeOf(sums), {
    shaderKey: sums.shaderKey,
    outputShape: [images, parts, channels, 2],
    inputs: sums.inputs,
    uniforms: { ...sums.uniforms, pixels, channels, across, lanes, blocks, parts },
    threads: images * parts * blocks * TOGETHER,
    together: TOGETHER,
  })
  return addUp(gpu, found, [images, channels, 2])
}

/** A thread sums one channel of every so manieth pixel; then the lanes of a channel are added up in their order. */
const codeOf = ({ before, each }: Sums): string => `
  var<workgroup> sums : array<vec2<f32>, ${TOGETHER}>;
  fn main(index : i32) {
    let mine = index % ${TOGETHER};
    let group = index / ${TOGETHER};
    let part = group % uniforms.parts;
    let block = group / uniforms.parts % uniforms.blocks;
    let image = group / (uniforms.parts * uniforms.blocks);
    let lane = mine / uniforms.across;
    let channel = block * uniforms.across + mine % uniforms.across;
    let step = uniforms.parts * uniforms.lanes;
    let there = lane < uniforms.lanes && channel < uniforms.channels
      && (image + 1) * uniforms.parts * uniforms.channels * 2 <= uniforms.size;
    var first = 0.0;
    var second = 0.0;
    if (there) {
      ${before}
      for (var pixel = part * uniforms.lanes + lane; pixel < uniforms.pixels; pixel += step) {
        let at = (image * uniforms.pixels + pixel) * uniforms.channels + channel;
        ${each}
      }
    }
    sums[mine] = vec2<f32>(first, second);
    workgroupBarrier();
    if (there && lane == 0) {
      for (var other = 1; other < uniforms.lanes; other++) {
        let more = sums[mine + other * uniforms.across];
        first += more.x;
        second += more.y;
      }
      let to = 2 * ((image * uniforms.parts + part) * uniforms.channels + channel);
      result[to] = first;
      result[to + 1] = second;
    }
  }
`
