import type { TensorInfo } from '@tensorflow/tfjs-core'

/** A shader as tfjs' WebGPU backend takes it. */
interface Program {
  readonly shaderKey: string
  readonly variableNames: readonly string[]
  readonly uniforms: string
  readonly outputShape: readonly number[]
  readonly workgroupSize: readonly [number, number, number]
  readonly dispatch: readonly [number, number, number]
  readonly dispatchLayout: { readonly x: readonly number[] }
  /** Whether `uniforms.size` is there, the number of values, or of vectors. */
  readonly size: true
  /** How many values an element of each input is made of: 1 or 4. */
  readonly variableComponents: readonly number[]
  /** The same of `result`. */
  readonly outputComponent: number
  getUserCode(): string
}

/** What our shaders need of tfjs' WebGPU backend. */
export interface Webgpu {
  runWebGPUProgram(
    program: Program,
    inputs: readonly TensorInfo[],
    dtype: string,
    uniforms: readonly { type: 'int32' | 'float32'; data: readonly number[] }[],
  ): TensorInfo
  disposeData(id: object): void
}

/** One call of a shader. */
export interface Call {
  readonly shaderKey: string
  readonly outputShape: readonly number[]
  /** By the names that the shader has for them. */
  readonly inputs: Readonly<Record<string, TensorInfo>>
  /** Whole numbers, by their names in `uniforms`; `uniforms.size` is the number of values. */
  readonly uniforms: Readonly<Record<string, number>>
  /** `uniforms.epsilon`. @default none */
  readonly epsilon?: number
  /** Inputs, and `result`, whose elements are vectors of four values. @default none */
  readonly vectors?: readonly string[]
  /** How many threads run; at least as many. @default one for each value, or vector */
  readonly threads?: number
  /** Threads of a workgroup. @default 64 */
  readonly together?: number
}

/** Runs a shader, `fn main(index : i32)` with the number of the thread, which fills `result`. */
export function run(gpu: Webgpu, code: string, call: Call): TensorInfo {
  const { shaderKey, outputShape, inputs, uniforms, epsilon, vectors = [], together = 64 } = call
  const components = (name: string): number => (vectors.includes(name) ? 4 : 1)
  const outputComponent = components('result')
  const { threads = countOf(outputShape) / outputComponent } = call
  const program: Program = {
    ...{ shaderKey, outputShape, variableNames: Object.keys(inputs) },
    uniforms:
      Object.keys(uniforms)
        .map((name) => `${name} : i32, `)
        .join('') + (epsilon === undefined ? '' : 'epsilon : f32, '),
    workgroupSize: [together, 1, 1],
    dispatch: [Math.ceil(threads / together), 1, 1],
    dispatchLayout: { x: outputShape.map((_, axis) => axis) },
    size: true,
    variableComponents: Object.keys(inputs).map(components),
    outputComponent,
    getUserCode: () => code,
  }
  const whole = Object.values(uniforms).map((value) => ({ type: 'int32' as const, data: [value] }))
  const float = epsilon === undefined ? [] : [{ type: 'float32' as const, data: [epsilon] }]
  return gpu.runWebGPUProgram(program, Object.values(inputs), 'float32', [...whole, ...float])
}

/** How many values a shape has. */
export function countOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1)
}
