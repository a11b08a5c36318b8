// @ts-check
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, resolve } from 'node:path'
import { fileURLToPath, URL } from 'node:url'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** @type {Record<string, string>} */
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
}

/**
 * As plain a server as there is, as for a page that nothing has bundled.
 *
 * @param {Record<string, string>} folders Where the files are whose addresses begin like this; the
 *   first that fits. Relative ones are the repository's.
 */
export async function serveFolders(folders) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://page')
    const path = decodeURIComponent(pathname.replace(/\/$/, '/index.html'))
    const found = Object.entries(folders).find(([start]) => path.startsWith(start))
    const file = found && resolve(root, found[1] + path.slice(found[0].length))
    if (!file || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end()
      return
    }
    const type = types[extname(file)] ?? 'application/octet-stream'
    response.writeHead(200, { 'content-type': type })
    createReadStream(file).pipe(response)
  })
  await new Promise((listening) => {
    server.listen(0, '127.0.0.1', () => listening(undefined))
  })
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    address: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
