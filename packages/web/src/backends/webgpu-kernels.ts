import { webgpuGroupNorm } from '@spad/core/webgpu-kernels'
// the backend without its kernels
import '@tensorflow/tfjs-backend-webgpu/dist/base.js'
import { addConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Add.js'
import { avgPoolConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/AvgPool.js'
import { castConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Cast.js'
import { conv2DConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Conv2D.js'
import { identityConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Identity.js'
import { multiplyConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Multiply.js'
import { reluConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Relu.js'
import { reshapeConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Reshape.js'
import { resizeNearestNeighborConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/ResizeNearestNeighbor.js'
import { reverseConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Reverse.js'
import { softmaxConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Softmax.js'
import { subConfig } from '@tensorflow/tfjs-backend-webgpu/dist/kernels/Sub.js'

/** What a model of convolutions needs of WebGPU to answer in one pass. */
export const kernels = [
  addConfig,
  avgPoolConfig,
  castConfig,
  conv2DConfig,
  webgpuGroupNorm,
  identityConfig,
  multiplyConfig,
  reluConfig,
  reshapeConfig,
  resizeNearestNeighborConfig,
  reverseConfig,
  softmaxConfig,
  subConfig,
]
