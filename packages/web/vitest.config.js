import { mergeConfig } from 'vitest/config'
import { testConfig } from '../../vitest.shared.js'

// An isolated page has shared memory, so that wasm runs in threads here; core's tests run it in one.
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

export default mergeConfig(testConfig({ name: 'web', browser: true, apart: ['**/*.test.ts'] }), {
  server: { headers },
})
