// @ts-check
import { fileURLToPath, URL } from 'node:url'
import { mergeConfig } from 'vitest/config'
import { testConfig } from '../vitest.shared.js'
import { writeBlockTests } from './checks/readme-blocks.mjs'
import { serveModel } from './checks/serve-model.mjs'

// The tests of the tools, and every code block of the documents.
export default mergeConfig(
  testConfig({
    name: 'tools',
    browser: true,
    folder: '{tests,dist/readme}',
    mayLog: true,
    apart: ['**/*.test.{ts,mjs}'],
  }),
  {
    // a page finds tfjs's .wasm files beside itself, as in an app that has copied them there
    // blocks that start worker threads: those run the sources too
    test: {
      execArgv: [
        '--conditions=@spad/source',
        `--import=${new URL('from-source.mjs', import.meta.url).href}`,
      ],
    },
    publicDir: fileURLToPath(
      new URL('../node_modules/@tensorflow/tfjs-backend-wasm/dist', import.meta.url),
    ),
    plugins: [{ name: 'readme-blocks', configureVitest: writeBlockTests }, serveModel()],
  },
)
