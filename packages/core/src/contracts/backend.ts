/** What a backend is started with. */
export interface BackendStartOptions {
  /** Threads that one operation may use, where a backend has a choice. @default as many as there are */
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

/** What computes tensors: one file, also from outside; `testBackend` of `@spad/core/testing` checks it. */
export interface Backend {
  /** By which it is asked for. */
  readonly name: string
  /**
   * Makes it tfjs' current backend, gradients included.
   *
   * @throws SpadError that says what stands in its way and the cure.
   */
  start(options: BackendStartOptions): Promise<StartedBackend>
  /**
   * Watches its device once it has started; absent where none can be lost.
   *
   * @param lose To be called with what has happened, once what it computes is of no more use.
   */
  watch?(lose: (reason: string) => void): void
}
