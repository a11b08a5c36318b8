import { fail } from '@spad/core'
import {
  type BackendValues,
  type DataId,
  DataStorage,
  type DataType,
  engine,
  KernelBackend,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core'
import { Graph } from './graph.js'

/**
 * A value in the graph. Pictures, that is what convolutions and poolings make, lie there as `[batch,
 * channels, height, width]` although tfjs has channels last.
 */
export interface Recorded {
  readonly name: string
  readonly channelsFirst: boolean
}

interface Entry {
  readonly values?: BackendValues
  readonly recorded?: Recorded
  /** Tensors that share it. */
  readonly references: number
}

/** The name of the backend that computes nothing and writes down what it is asked. */
export const RECORDER = 'spad-onnx'

/** A tfjs backend whose kernels write nodes of a {@link Graph}. */
export class Recorder extends KernelBackend {
  readonly graph = new Graph()
  /** Whether a reshape has fixed the sizes that the network was traced with. */
  fixed = false
  readonly #data = new DataStorage<Entry>(this, engine())

  /** A value that comes from outside. */
  input(recorded: Recorded, shape: readonly number[]): TensorInfo {
    return this.#keep({ recorded }, shape)
  }

  /** The result of a kernel. */
  result(recorded: Recorded, shape: readonly number[]): TensorInfo {
    return this.#keep({ recorded }, shape)
  }

  /** A kernel's argument in the graph; what was known before becomes a constant. */
  of({ dataId, shape }: TensorInfo): Recorded {
    const entry = this.#data.get(dataId)
    if (entry.recorded) return entry.recorded
    const name = this.graph.floats(this.values({ dataId }), shape)
    this.#data.set(dataId, { ...entry, recorded: { name, channelsFirst: false } })
    return { name, channelsFirst: false }
  }

  /** The numbers of a constant. */
  values({ dataId }: { readonly dataId: DataId }): Float32Array {
    const { values } = this.#data.get(dataId)
    if (values === undefined)
      return fail(
        'onnx',
        'a kernel asks for numbers that depend on the image: that cannot be traced.',
      )
    return Float32Array.from(values as Float32Array)
  }

  /** Whether a tensor holds numbers that do not depend on the input. */
  isConstant({ dataId }: TensorInfo): boolean {
    return this.#data.get(dataId).values !== undefined
  }

  /** An argument as a picture, channels first. */
  picture(info: TensorInfo): string {
    const { name, channelsFirst } = this.of(info)
    return channelsFirst ? name : this.graph.node('Transpose', [name], { perm: [0, 3, 1, 2] })
  }

  /** An argument as tfjs has it, channels last. */
  plain(info: TensorInfo): string {
    const { name, channelsFirst } = this.of(info)
    return channelsFirst ? this.graph.node('Transpose', [name], { perm: [0, 2, 3, 1] }) : name
  }

  override write(values: BackendValues, shape: number[], dtype: DataType): DataId {
    return this.#keep({ values }, shape, dtype).dataId
  }

  override move(dataId: DataId, values: BackendValues): void {
    this.#data.set(dataId, { values, references: 1 })
  }

  override readSync(dataId: DataId): BackendValues {
    return this.values({ dataId })
  }

  override read(dataId: DataId): Promise<BackendValues> {
    return Promise.resolve(this.readSync(dataId))
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.#data.has(dataId)) return true
    this.#refer(dataId, -1)
    if (!force && this.refCount(dataId) > 0) return false
    this.#data.delete(dataId)
    return true
  }

  override refCount(dataId: DataId): number {
    return this.#data.has(dataId) ? this.#data.get(dataId).references : 0
  }

  override incRef(dataId: DataId): void {
    this.#refer(dataId, 1)
  }

  #refer(dataId: DataId, change: number): void {
    const entry = this.#data.get(dataId)
    this.#data.set(dataId, { ...entry, references: entry.references + change })
  }

  override dispose(): void {
    // its entries are the garbage collector's
  }

  override numDataIds(): number {
    return this.#data.numDataIds()
  }

  override floatPrecision(): 32 {
    return 32
  }

  override epsilon(): number {
    return 1e-7
  }

  override timerAvailable(): boolean {
    return false
  }

  #keep(
    entry: Omit<Entry, 'references'>,
    shape: readonly number[],
    dtype: DataType = 'float32',
  ): TensorInfo {
    const info = { dataId: {}, shape: [...shape], dtype }
    util.assertNonNegativeIntegerDimensions(info.shape)
    this.#data.set(info.dataId, { ...entry, references: 1 })
    return info
  }
}
