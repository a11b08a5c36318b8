// the backend without its kernels
import '@tensorflow/tfjs-backend-webgpu/dist/base.js'
import { addConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Add.js'
import { avgPoolConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/AvgPool.js'
import { castConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Cast.js'
import { conv2DConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Conv2D.js'
import { identityConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Identity.js'
import { maximumConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Maximum.js'
import { meanConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Mean.js'
import { multiplyConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Multiply.js'
import { reluConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Relu.js'
import { reshapeConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Reshape.js'
import { resizeNearestNeighborConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/ResizeNearestNeighbor.js'
import { reverseConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Reverse.js'
import { rsqrtConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Rsqrt.js'
import { softmaxConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Softmax.js'
import { squareConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Square.js'
import { subConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Sub.js'

/** What a model of convolutions needs of WebGPU to answer in one pass. */
export const kernels = [
  addConfig,
  avgPoolConfig,
  castConfig,
  conv2DConfig,
  identityConfig,
  maximumConfig,
  meanConfig,
  multiplyConfig,
  reluConfig,
  reshapeConfig,
  resizeNearestNeighborConfig,
  reverseConfig,
  rsqrtConfig,
  softmaxConfig,
  squareConfig,
  subConfig,
]
