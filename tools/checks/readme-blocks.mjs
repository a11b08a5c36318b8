// @ts-check
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packages, root } from './workspace.mjs'

/** Where the blocks are written: a folder that is neither committed, linted nor formatted. */
export const blocksFolder = join(root, 'tools/dist/readme')

/** @typedef {{ file: string, line: number, code: string }} Block */

/** Every block of a language in the documents, with its place. @param {string} language */
export function readmeBlocks(language) {
  return documents().flatMap((file) =>
    blocksOf(file, readFileSync(join(root, file), 'utf8'), language),
  )
}

function documents() {
  const readmes = packages.map(({ name }) => `packages/${name}/README.md`)
  const pages = ['docs', 'docs/concepts', 'docs/how-to', 'packages'].flatMap((folder) =>
    pagesIn(folder),
  )
  return ['README.md', ...readmes, ...pages].filter((file) => existsSync(join(root, file)))
}

/** @param {string} folder */
function pagesIn(folder) {
  const names = existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : []
  return names.filter((name) => name.endsWith('.md')).map((name) => `${folder}/${name}`)
}

/** @param {string} file @param {string} text @param {string} language @returns {Block[]} */
function blocksOf(file, text, language) {
  const fence = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms')
  return [...text.matchAll(fence)].map((match) => ({
    file,
    line: text.slice(0, match.index).split('\n').length + 1,
    code: match[1] ?? '',
  }))
}

/**
 * Writes a test file for each `ts` block: one each, so that each starts in a process or a page of its
 * own, with no backend that another has loaded. In Node it runs in an empty folder.
 */
export function writeBlockTests() {
  rmSync(blocksFolder, { recursive: true, force: true })
  mkdirSync(blocksFolder, { recursive: true })
  for (const { file, line, code } of readmeBlocks('ts')) {
    const inBrowser = file.startsWith('packages/web/')
    const name = `${file.replaceAll(/\W/g, '-')}-${line}`
    const run = `test('${file}, line ${line}', () => import('./${name}.js'), 120_000)\n`
    const test = inBrowser ? `import { test } from 'vitest'\n` : intoEmptyFolder
    writeFileSync(join(blocksFolder, `${name}.ts`), code)
    writeFileSync(join(blocksFolder, `${name}${inBrowser ? '.browser' : ''}.test.ts`), test + run)
  }
}

const intoEmptyFolder = `
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'readme-'))
process.chdir(folder)
afterAll(() => {
  process.chdir('/')
  rmSync(folder, { recursive: true })
})
`
