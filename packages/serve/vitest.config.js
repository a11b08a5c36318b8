import { testConfig } from '../../vitest.shared.js'

export default testConfig({ name: 'serve', browser: false, apart: true })
