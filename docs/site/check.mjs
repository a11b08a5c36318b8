// @ts-check
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import process from 'node:process'
import { URL } from 'node:url'
import { root } from '../../tools/checks/workspace.mjs'

// What VitePress does not look at: anchors of links, texts to include that are not there, and whatever a
// page would fetch from elsewhere.
const site = join(root, 'docs/.vitepress/dist')
const faults = [...missingTexts(), ...faultsOf(readPages())]
for (const fault of faults) process.stdout.write(`${fault}\n`)
process.stdout.write(`${faults.length} faults\n`)
process.exitCode = faults.length === 0 ? 0 : 1

/** @param {string} folder @param {string} end */
function filesIn(folder, end) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, name))
}

/** VitePress leaves an `@include` of what is not there as it is. */
function missingTexts() {
  const there = new Set(filesIn(join(root, 'docs/generated'), '.md'))
  return filesIn(join(root, 'docs'), '.md').flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/<!--\s*@include:\s*@\/(\S+?)\s*-->/g)]
      .filter(([, name = '']) => !there.has(join(root, 'docs', name)))
      .map(([, name]) => `${relative(root, file)} includes ${name}, which is not there`),
  )
}

/** @typedef {{ html: string, ids: Set<string> }} Page */

/** The pages by their addresses. @returns {Map<string, Page>} */
function readPages() {
  return new Map(
    filesIn(site, '.html').map((file) => {
      const html = readFileSync(file, 'utf8')
      const ids = new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => unescaped(id)))
      const address = `/${relative(site, file)}`.replace(/(index)?\.html$/, '')
      return [address, { html, ids }]
    }),
  )
}

/** @param {Map<string, Page>} pages */
function faultsOf(pages) {
  return [...pages].flatMap(([address, { html }]) => {
    const foreign = [
      ...html.matchAll(/<(?:script|link|img|iframe)[^>]+(?:src|href)="(https?:[^"]*)"/g),
    ]
    const anchors = [...html.matchAll(/<a\s[^>]*href="([^":]*)#([^"]+)"/g)].filter(
      ([, target = '', anchor = '']) => {
        const { pathname } = new URL(target, `http://here${address}`)
        return !pages.get(pathname)?.ids.has(unescaped(anchor))
      },
    )
    return [
      ...foreign.map(([, url]) => `${address} fetches ${url}`),
      ...anchors.map(
        ([, target, anchor]) => `${address} links to ${target}#${anchor}: no such place`,
      ),
    ]
  })
}

/** @param {string} text */
function unescaped(text) {
  return decodeURIComponent(text).replaceAll('&amp;', '&').replaceAll('&#39;', "'")
}
