import type { TensorInfo } from '@tensorflow/tfjs-core'

/** `across`: channels of a group; `own`: whether each image has its own γ and β, 0 or 1. */
type Places = Readonly<
  Record<'pixels' | 'channels' | 'groups' | 'across' | 'own' | 'rectify', number>
>

export function uniformsOf(
  { shape }: TensorInfo,
  gamma: TensorInfo,
  groups: number,
  rectify: boolean,
): Places {
  const [, height, width, channels] = shape as [number, number, number, number]
  return {
    ...{ pixels: height * width, channels, groups, across: channels / groups },
    own: Number(gamma.shape.length === 2),
    rectify: Number(rectify),
  }
}

/** Of a thread's value: `channel`, `group` and `own`, the place of its γ and β. */
export const placeOf = `
    if (index >= uniforms.size) { return; }
    let channel = index % uniforms.channels;
    let image = index / (uniforms.channels * uniforms.pixels);
    let group = image * uniforms.groups + channel / uniforms.across;
    let own = select(channel, image * uniforms.channels + channel, uniforms.own == 1);`
