import { testConfig } from '../../vitest.shared.js'

export default testConfig({ name: 'onnx', browser: false })
