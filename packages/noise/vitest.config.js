import { testConfig } from '../../vitest.shared.js'

export default testConfig({ name: 'noise', browser: false })
