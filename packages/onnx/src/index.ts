export { exportOnnx, type ExportOnnxOptions } from './export-onnx.js'
export { exportSafetensors } from './export-safetensors.js'
