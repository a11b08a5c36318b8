export { exportOnnx, type ExportOnnxOptions } from './export-onnx.js'
export { exportSafetensors } from './export-safetensors.js'
export {
  inferByOnnx,
  type InferByOnnxOptions,
  type OnnxRuntime,
  type OnnxSession,
} from './infer-by-onnx.js'
