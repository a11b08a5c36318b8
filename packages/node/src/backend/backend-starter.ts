/** The backends that can be asked for by name. */
export type BackendName = 'cuda' | 'native' | 'webgpu' | 'wasm' | 'cpu'

export interface UseBackendOptions {
  /**
   * Threads that one operation of `native` may use. It is fixed when TensorFlow starts.
   *
   * @default as many as the machine has
   */
  readonly threads?: number
}

/** A backend that has started. */
export interface StartedBackend {
  /** What tfjs calls it. */
  readonly tfjs: string
  /** The version of what does the work. */
  readonly version: string
  /** The processor or card that it runs on, where it is known. */
  readonly device?: string
  /** The memory of that, in bytes, where it is known. */
  readonly memory?: number
  /** The version of the card's driver, where it is known. */
  readonly driver?: string
  /** How many threads it may use, where that is known. */
  readonly threads?: number
  /** Why it is no choice unless asked for by name, such as a graphics card made of software. */
  readonly reluctant?: string
}

/** Makes a backend the current one, or throws what stands in its way and the cure. */
export type BackendStarter = (options: UseBackendOptions) => Promise<StartedBackend>
