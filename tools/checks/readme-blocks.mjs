// @ts-check
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
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
 * Writes a test for each `ts` block. Those of a package's documents share a file, which has a process of its own, in
 * an empty folder; a page starts with no backend that another has loaded, so there each has a file.
 */
export function writeBlockTests() {
  rmSync(blocksFolder, { recursive: true, force: true })
  mkdirSync(blocksFolder, { recursive: true })
  const inNode = /** @type {Map<string, string[]>} */ (new Map())
  for (const { file, line, code } of readmeBlocks('ts')) {
    const name = nameOf(`${file}-${line}`)
    const test = `test('${file}, line ${line}', () => import('./${name}.js'), 120_000)\n`
    writeFileSync(join(blocksFolder, `${name}.ts`), code)
    if (file.startsWith('packages/web/')) {
      const text = `import { test } from 'vitest'\n${test}`
      writeFileSync(join(blocksFolder, `${name}.browser.test.ts`), text)
    } else {
      const together = file.includes('/') ? nameOf(dirname(file)) : 'root'
      inNode.set(together, [...(inNode.get(together) ?? []), test])
    }
  }
  for (const [name, tests] of inNode)
    writeFileSync(join(blocksFolder, `${name}.test.ts`), intoEmptyFolder + tests.join(''))
}

/** @param {string} place */
const nameOf = (place) => place.replaceAll(/\W/g, '-')

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
