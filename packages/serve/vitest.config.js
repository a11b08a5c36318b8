import { testConfig } from '../../vitest.shared.js'

export default testConfig({ name: 'serve', apart: ['**/*.test.ts'] })
