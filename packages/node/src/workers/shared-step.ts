/** What one thread is given and gives back in a step: views on memory that it shares with the main one. */
export interface SharedShard {
  /** `[images, height, width, channels]`. */
  readonly image: Float32Array
  /** `[images, height, width, classes]`; of use where the denoiser looks at a state. */
  readonly state: Float32Array
  /** `[images]`. */
  readonly timestep: Float32Array
  /** From the thread, `[images, height, width, classes]`. */
  readonly logits: Float32Array
  /** The gradient of the logits, for the thread. */
  readonly slopes: Float32Array
  /** All weights, one after another. */
  readonly weights: Float32Array
  /** From the thread: the gradients of the weights, in the same order. */
  readonly gradients: Float32Array
  /** One number: 1 when the slopes are there, which the thread sleeps for. */
  readonly gate: Int32Array
  readonly shape: ImageShape
}

/** A shard's size. */
export interface ImageShape {
  readonly images: number
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly classes: number
}

/** The memory of a step, and the part of each thread in it. */
export interface SharedStep {
  /** That of the whole batch, in the order of its images. */
  readonly batch: Omit<SharedShard, 'gradients' | 'gate'>
  readonly shards: readonly SharedShard[]
}

/**
 * Makes the memory of a step whose images are dealt out as evenly as can be.
 *
 * @param threads At most as many as the batch has images.
 * @param weights How many the network has.
 */
export function sharedStep(shape: ImageShape, threads: number, weights: number): SharedStep {
  const { images, height, width, channels, classes } = shape
  const pixels = height * width
  const batch = {
    image: sharedFloats(images * pixels * channels),
    state: sharedFloats(images * pixels * classes),
    timestep: sharedFloats(images),
    logits: sharedFloats(images * pixels * classes),
    slopes: sharedFloats(images * pixels * classes),
    weights: sharedFloats(weights),
    shape,
  }
  const shards = Array.from({ length: threads }, (_, i): SharedShard => {
    const first = Math.round((i * images) / threads)
    const end = Math.round(((i + 1) * images) / threads)
    const part = (all: Float32Array): Float32Array => {
      const size = all.length / images
      return all.subarray(first * size, end * size)
    }
    return {
      image: part(batch.image),
      state: part(batch.state),
      timestep: part(batch.timestep),
      logits: part(batch.logits),
      slopes: part(batch.slopes),
      weights: batch.weights,
      gradients: sharedFloats(weights),
      gate: new Int32Array(new SharedArrayBuffer(4)),
      shape: { ...shape, images: end - first },
    }
  })
  return { batch, shards }
}

function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * length))
}
