// @ts-check
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath, URL } from 'node:url'
import { testConfig } from '../../vitest.shared.js'

const folder = fileURLToPath(new URL('../../../shared/medical', import.meta.url))

/** Serves the fixtures to tests in a page; where there are none, it serves a list of none. */
const fixtures = {
  name: 'medical-fixtures',
  /** @param {import('vite').ViteDevServer} server */
  configureServer: ({ middlewares }) => {
    middlewares.use('/medical', (request, response) => {
      const file = folder + (request.url ?? '').replaceAll('..', '')
      const found = existsSync(file)
      response.statusCode = found || file.endsWith('expected.json') ? 200 : 404
      response.end(found ? readFileSync(file) : '{}')
    })
  },
}

const config = testConfig({ name: 'formats', browser: true })

export default { ...config, plugins: [...(config.plugins ?? []), fixtures] }
