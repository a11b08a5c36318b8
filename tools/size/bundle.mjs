// @ts-check
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, URL } from 'node:url'
import { promisify } from 'node:util'
import { spadWeb } from '@spad/web/vite'
import { build } from 'vite'
import webpack from 'webpack'
import { webpackConfig } from '../checks/webpack-config.mjs'

const project = fileURLToPath(new URL('page', import.meta.url))

/**
 * The least page that segments, as each bundler makes it for production, into a folder: as the README of
 * @spad/web tells its users to.
 *
 * @type {Record<string, (dist: string) => Promise<void>>}
 */
export const bundlers = {
  async Vite(dist) {
    await build({
      root: project,
      configFile: false,
      logLevel: 'error',
      plugins: [spadWeb()],
      build: { outDir: dist, emptyOutDir: true, chunkSizeWarningLimit: 5000 },
    })
  },
  async webpack(dist) {
    const compiler = webpack(webpackConfig(project, dist))
    const stats = await promisify(compiler.run.bind(compiler))()
    if (!stats || stats.hasErrors()) throw new Error(stats?.toString('errors-only'))
    writeFileSync(join(dist, 'index.html'), readFileSync(join(project, 'index.html')))
  },
}
