// @ts-check
// The reference network and its training step in tfjs operations. reference.py is the same in PyTorch.
//
// A U-Net of three levels (16, 32, 64 channels; 3×3 convolutions with bias and ReLU, two a level; 2×2 max
// pooling; nearest-neighbour upsampling and concatenation; a 1×1 head), 118,468 parameters, on
// 8 × 64 × 64 × 4 images; softmax cross-entropy over 4 classes; Adam with a learning rate of 0.001,
// on one flat buffer as in @spad/core's `adamW`.

/** @typedef {typeof import('@tensorflow/tfjs')} Tf */
/** @typedef {import('@tensorflow/tfjs').Tensor} Tensor */
/** @typedef {import('@tensorflow/tfjs').Tensor4D} Tensor4D */
/** @typedef {import('@tensorflow/tfjs').Variable} Variable */

export const shape = { batch: 8, side: 64, channels: 4, classes: 4 }

/**
 * [name, kernel size, input channels, output channels] of every convolution, in order.
 *
 * @type {[string, number, number, number][]}
 */
export const layers = [
  ['a1', 3, 4, 16],
  ['a2', 3, 16, 16],
  ['b1', 3, 16, 32],
  ['b2', 3, 32, 32],
  ['c1', 3, 32, 64],
  ['c2', 3, 64, 64],
  ['d1', 3, 96, 32],
  ['d2', 3, 32, 32],
  ['e1', 3, 48, 16],
  ['e2', 3, 16, 16],
  ['head', 1, 16, 4],
]

/**
 * Numbers in [-1, 1) from a 32-bit linear congruential generator: the same everywhere.
 *
 * @param {number} length @param {number} seed
 */
export function numbers(length, seed) {
  const values = new Float32Array(length)
  let state = seed >>> 0
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    values[i] = state / 2 ** 31 - 1
  }
  return values
}

/** The initial parameters by name: filters as [height, width, in, out], uniform with He's variance; biases 0. */
export function parameters() {
  return layers.flatMap(([name, size, input, output], i) => {
    const scale = Math.sqrt(6 / (size * size * input))
    const filter = numbers(size * size * input * output, i + 1).map((x) => x * scale)
    return [
      { name: `${name}/filter`, shape: [size, size, input, output], values: filter },
      { name: `${name}/bias`, shape: [output], values: new Float32Array(output) },
    ]
  })
}

/** One batch: the image in [-1, 1) and class indices that follow from it. */
export function data() {
  const { batch, side, channels, classes } = shape
  const image = numbers(batch * side * side * channels, 1000)
  const labels = Int32Array.from({ length: batch * side * side }, (_, i) =>
    Math.floor((((image[i * channels] ?? NaN) + 1) / 2) * classes),
  )
  return { image, labels }
}

/** The batch as tensors: images, and masks with a channel per class. @param {Tf} tf */
export function batchOf(tf) {
  const { batch, side, channels, classes } = shape
  const { image, labels } = data()
  return tf.tidy(() => ({
    image: tf.tensor4d(image, [batch, side, side, channels]),
    target: /** @type {Tensor4D} */ (
      tf
        .oneHot(tf.tensor1d(labels, 'int32'), classes)
        .toFloat()
        .reshape([batch, side, side, classes])
    ),
  }))
}

/**
 * The loss of logits, as a scalar.
 *
 * @param {Tf} tf @param {Tensor4D} logits @param {Tensor4D} target
 * @returns {import('@tensorflow/tfjs').Scalar}
 */
export function crossEntropy(tf, logits, target) {
  return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), target), 3)))
}

/** The network with its initial weights, on the backend that is set in `tf`. @param {Tf} tf */
export function buildNetwork(tf) {
  const variables = Object.fromEntries(
    parameters().map(({ name, shape, values }) => [name, tf.variable(tf.tensor(values, shape))]),
  )
  /** @param {Tensor4D} input @param {string} name @param {'relu' | 'linear'} activation */
  const conv = (input, name, activation) =>
    tf.fused.conv2d({
      x: input,
      filter: /** @type {Tensor4D} */ (variables[`${name}/filter`]),
      bias: variables[`${name}/bias`],
      strides: 1,
      pad: 'same',
      activation,
    })
  /** @param {Tensor4D} input @param {string} level */
  const pair = (input, level) => conv(conv(input, `${level}1`, 'relu'), `${level}2`, 'relu')
  /** @param {Tensor4D} input @param {Tensor4D['shape']} shape */
  const up = (input, [, height, width]) => tf.image.resizeNearestNeighbor(input, [height, width])
  const network = (/** @type {Tensor4D} */ input) => {
    const a = pair(input, 'a')
    const b = pair(tf.maxPool(a, 2, 2, 'valid'), 'b')
    const c = pair(tf.maxPool(b, 2, 2, 'valid'), 'c')
    const d = pair(tf.concat([up(c, b.shape), b], 3), 'd')
    const e = pair(tf.concat([up(d, a.shape), a], 3), 'e')
    return conv(e, 'head', 'linear')
  }
  return { variables, network }
}

/** Builds the network and its step. @param {Tf} tf */
export function build(tf) {
  const { variables, network } = buildNetwork(tf)
  const { image, target } = batchOf(tf)
  const optimizer = adam(tf, Object.values(variables))
  const loss = () => crossEntropy(tf, network(image), target)

  return {
    /** One training step; the loss before it. */
    async step() {
      const { value, grads } = tf.variableGrads(loss)
      optimizer(grads)
      const [number = NaN] = await value.data()
      tf.dispose([value, grads])
      return number
    },
    /** One forward pass; the logits. */
    async forward() {
      const logits = tf.tidy(() => network(image))
      const values = /** @type {Float32Array} */ (await logits.data())
      logits.dispose()
      return values
    },
  }
}

/**
 * Adam over one flat buffer: a dozen operations, however many variables there are.
 *
 * @param {Tf} tf @param {readonly Variable[]} variables
 */
export function adam(
  tf,
  variables,
  learningRate = 0.001,
  beta1 = 0.9,
  beta2 = 0.999,
  epsilon = 1e-8,
) {
  const sizes = variables.map((variable) => variable.size)
  const flat = (/** @type {readonly Tensor[]} */ tensors) =>
    tf.concat(tensors.map((tensor) => tensor.reshape([-1])))
  let parameters = tf.tidy(() => flat(variables))
  let mean = tf.zerosLike(parameters)
  let square = tf.zerosLike(parameters)
  let steps = 0
  return (/** @type {import('@tensorflow/tfjs').NamedTensorMap} */ gradients) => {
    steps++
    const next = tf.tidy(() => {
      const g = flat(variables.map(({ name }) => /** @type {Tensor} */ (gradients[name])))
      const m = mean.mul(beta1).add(g.mul(1 - beta1))
      const v = square.mul(beta2).add(g.square().mul(1 - beta2))
      const root = v
        .div(1 - beta2 ** steps)
        .sqrt()
        .add(epsilon)
      const p = parameters.sub(m.mul(learningRate / (1 - beta1 ** steps)).div(root))
      tf.split(p, sizes).forEach((piece, i) => {
        const variable = variables[i]
        variable?.assign(piece.reshape(variable.shape))
      })
      return /** @type {[Tensor, Tensor, Tensor]} */ ([p, m, v])
    })
    tf.dispose([parameters, mean, square])
    ;[parameters, mean, square] = next
  }
}
