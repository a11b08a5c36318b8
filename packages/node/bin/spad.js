#!/usr/bin/env node
// dist/ is made by the build; npm links this file, which is there before it
import { existsSync } from 'node:fs'
import process from 'node:process'
import { URL } from 'node:url'

const built = new URL('../dist/cli.js', import.meta.url)
if (existsSync(built)) {
  const { main } = await import(built.href)
  process.exitCode = await main(process.argv.slice(2))
} else {
  process.stderr.write('spad: it is not built yet. Run `npm run build` in the repository first.\n')
  process.exitCode = 2
}
