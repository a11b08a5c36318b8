import { testConfig } from '../../vitest.shared.js'

export default testConfig({ name: 'node', browser: false, apart: true })
