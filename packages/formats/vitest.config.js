import { testConfig } from '../../vitest.shared.js'

export default testConfig({ name: 'formats', browser: true })
