// @ts-check
// A page of Next.js with `@spad/web`, exported as files, in Chromium: with and without isolation.
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { answers, ask, isolation, serving } from './bundlers.mjs'

const layout = `export default function Layout({ children }) {
  return <html><body>{children}</body></html>
}`

// as a user writes it: made once on the server, where there is no page, and twice by StrictMode
const page = `'use client'
import { useEffect, useState } from 'react'
import { createSegmenter } from '@spad/web'

${ask}

export default function Page() {
  const [answer, setAnswer] = useState('asked')
  useEffect(() => {
    ask().catch(String).then((found) => {
      window.answer = found
      setAnswer(JSON.stringify(found))
    })
  }, [])
  return <main>{answer}</main>
}`

// the rule is the README's
const config = `export default {
  output: 'export',
  reactStrictMode: true,
  turbopack: {
    root: import.meta.dirname,
    rules: {
      'tfjs-backend-wasm-threaded-simd.js': { loaders: ['@spad/web/webpack-loader'] },
    },
  },
}`

/** What Next.js exports answers on wasm, in a worker and in the page. @param {string} project Has Next.js installed. */
export async function answersWithNext(project) {
  mkdirSync(join(project, 'app'), { recursive: true })
  writeFileSync(join(project, 'app/layout.jsx'), layout)
  writeFileSync(join(project, 'app/page.jsx'), page)
  writeFileSync(join(project, 'next.config.mjs'), config)
  execFileSync(join(project, 'node_modules/.bin/next'), ['build'], {
    cwd: project,
    stdio: 'pipe',
    timeout: 300_000,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  for (const headers of [{}, isolation]) {
    const server = await serving(project, join(project, 'out'), headers)
    try {
      const device = headers === isolation ? /up to \d+ threads$/ : /one thread$/
      for (const worker of [true, false])
        await answers(server.address, { backends: ['wasm'], worker, device })
    } finally {
      server.close()
    }
  }
}
