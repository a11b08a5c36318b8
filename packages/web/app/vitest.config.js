import process from 'node:process'
import { defaultServerConditions } from 'vite'
import { defineConfig } from 'vitest/config'

const conditions = ['@spad/source', ...defaultServerConditions]

// The demo application in a real browser: `npm run test:web`.
export default defineConfig({
  root: import.meta.dirname,
  ssr: { resolve: { conditions } },
  test: {
    name: 'web-app',
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/serve-app.mjs'],
    // one browser at a time; a busy machine is no failure
    fileParallelism: false,
    testTimeout: 240_000,
    expect: { poll: { timeout: 200_000 } },
    hookTimeout: 600_000,
    reporters: process.env.SPAD_TEST_REPORTS
      ? ['default', ['json', { outputFile: `${process.env.SPAD_TEST_REPORTS}/web-app.json` }]]
      : ['default'],
  },
})
