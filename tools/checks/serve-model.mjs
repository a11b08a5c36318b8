// @ts-check
import { createReadStream, existsSync } from 'node:fs'
import { fileURLToPath, URL } from 'node:url'

const maker = fileURLToPath(new URL('saved-model.mjs', import.meta.url))
const weights = new URL('../../packages/models/weights/', import.meta.url)

/**
 * Serves what the examples of pages load: a small untrained model under `/models/lungs/`, and the models
 * that ship under `/models/NAME/`, where a page's own server would have copies of their folders.
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
      server.middlewares.use('/models/', (request, response, next) => {
        const { pathname } = new URL(request.url ?? '', 'http://page')
        const file = new URL(`.${pathname}`, weights)
        if (/^[/\w-]+\.(json|bin)$/.test(pathname) && existsSync(file))
          createReadStream(file).pipe(response)
        else next()
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
