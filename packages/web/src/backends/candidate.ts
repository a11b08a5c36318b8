/** The backends of TensorFlow.js that run in a browser, the fastest first. */
export type BackendName = 'webgpu' | 'webgl' | 'wasm' | 'cpu'

/** Where the three `.wasm` files of `@tensorflow/tfjs-backend-wasm` are served: the address of their
 * folder, ending in `/`, or the address of each by its file name. */
export type WasmPaths =
  | string
  | Readonly<
      Record<
        | 'tfjs-backend-wasm.wasm'
        | 'tfjs-backend-wasm-simd.wasm'
        | 'tfjs-backend-wasm-threaded-simd.wasm',
        string
      >
    >

export interface CandidateOptions {
  readonly wasmPaths?: WasmPaths
  /** The most threads that wasm uses. @default as many as there are */
  readonly threads?: number | undefined
}

/** What a browser says of the device behind a backend. */
export interface Device {
  /** What it is, as far as the browser tells. */
  readonly name: string
  /** Whether the main processor plays the part of a graphics card: right, but slower than wasm. */
  readonly software: boolean
}

/** A backend that could be used. */
export interface Candidate {
  readonly name: BackendName
  /**
   * Looks, without loading anything, for what the backend runs on.
   *
   * @param choosy Whether software is of no use, since another backend will do.
   * @returns the device, or why there is none.
   */
  inspect(options: CandidateOptions, choosy: boolean): Promise<Device | string>
  /**
   * Registers the backend with TensorFlow.js, with at least the kernels that a model of convolutions
   * needs to answer in one pass.
   */
  load(options: CandidateOptions): Promise<void>
  /**
   * Looks again, once it is loaded and before it starts.
   *
   * @returns what the device is called, where it is not what `inspect` took it for.
   */
  reconsider?(options: CandidateOptions): Promise<string | undefined>
  /** Registers the rest of its kernels; absent where `load` leaves none out. */
  complete?(): Promise<void>
  /**
   * Watches the device of the running backend; absent where none can be lost.
   *
   * @param lose To be called with what has happened, once the device is of no more use.
   * @returns looks now, where the browser tells of a loss only later.
   */
  watch?(backend: object, lose: (reason: string) => void): (() => void) | undefined
}
