/** Answers a network's whole pass in place of its operations in tfjs: a session of another engine, such as onnxruntime. */
export interface Inference {
  /** What answers, for people, such as `onnxruntime-node`. */
  readonly name: string
  /**
   * Logits `[batch, height, width, classes]` of images `[batch, height, width, channels]`, both flat.
   *
   * @param images Zero mean and unit variance in each channel, as a `Denoiser` takes them; left alone.
   * @param shape `[batch, height, width]`.
   */
  logits(images: Float32Array, shape: readonly [number, number, number]): Promise<Float32Array>
  /** Frees what it holds; nothing is asked after that. */
  dispose(): Promise<void>
}
