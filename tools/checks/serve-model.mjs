// @ts-check
import { fileURLToPath, URL } from 'node:url'

const maker = fileURLToPath(new URL('saved-model.mjs', import.meta.url))

/**
 * Serves a small untrained model under `/models/lungs/`, the address that the example of a page loads.
 *
 * @returns {import('vite').Plugin}
 */
export function serveModel() {
  return {
    name: 'serve-model',
    configureServer(server) {
      const files = once(async () => (await server.ssrLoadModule(maker)).savedModel())
      server.middlewares.use('/models/lungs/', (request, response, next) => {
        const name = new URL(request.url ?? '', 'http://page').pathname.slice(1)
        void files().then((found) => {
          const file = found.find((/** @type {{ name: string }} */ each) => each.name === name)
          if (file) response.end(file.data)
          else next()
        }, next)
      })
    },
  }
}

/** @template T @param {() => Promise<T>} make */
function once(make) {
  /** @type {Promise<T> | undefined} */
  let made
  return () => (made ??= make())
}
