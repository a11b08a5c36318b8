// @ts-check
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import Slugger from 'github-slugger'
import { packages, root } from '../../tools/checks/workspace.mjs'

const out = join(root, 'docs/generated')
const files = join(root, 'docs/public/files')

/** The page of each document of the repository. */
const pages = new Map([
  ['README.md', ''],
  ...packages.map(
    ({ name }) => /** @type {const} */ ([`packages/${name}/README.md`, `packages/${name}`]),
  ),
  ['packages/web/examples/README.md', 'packages/web-examples'],
  ['packages/web/app/README.md', 'packages/web-app'],
  ['packages/ARCHITECTURE.md', 'project/architecture'],
  ['packages/READERS.md', 'concepts/readers'],
  ['CONTRIBUTING.md', 'project/contributing'],
  ['SECURITY.md', 'project/security'],
  ['CHANGELOG.md', 'project/changelog'],
  ['tools/bench/README.md', 'project/bench'],
  ['tools/study/README.md', 'project/study'],
  ['tools/study/results/README.md', 'project/study-results'],
])

/**
 * Makes pages of the repository's documents, and a file of each of their sections, without its heading, to
 * include in other pages: `sections/DOCUMENT/HEADING.md`, `sections/DOCUMENT/intro.md` for what comes first.
 *
 * @throws if a document links to what is not there
 */
export function writeDocuments() {
  for (const folder of [out, files]) rmSync(folder, { recursive: true, force: true })
  copy('tools/pictures/method.png')
  copy('tools/pictures/app.png')
  copy('packages/web/app/icon.svg')
  for (const [source, page] of pages) {
    const text = withSiteLinks(readFileSync(join(root, source), 'utf8'), source)
    if (page) write(`${page}.md`, text)
    const folder = `sections/${page.split('/').at(-1) || 'readme'}`
    for (const [heading, section] of sections(text)) write(`${folder}/${heading}.md`, section)
  }
}

/** @param {string} name @param {string} text */
function write(name, text) {
  mkdirSync(dirname(join(out, name)), { recursive: true })
  writeFileSync(join(out, name), text)
}

/** @param {string} file */
function copy(file) {
  cpSync(join(root, file), join(files, file))
  return `/files/${file}`
}

/** @param {string} text @returns {[heading: string, text: string][]} */
function sections(text) {
  const slugger = new Slugger()
  const intro = text.replace(/^# .*\n/, '').split(/^## /m)[0] ?? ''
  const marks = [...outsideCode(text).matchAll(/^(#+) (.+)$/gm)]
  const found = /** @type {[string, string][]} */ (
    marks.map(({ 0: line, 1: level = '', 2: heading = '', index }) => {
      const next = marks.find(
        (other) => other.index > index && (other[1] ?? '').length <= level.length,
      )
      return [slugger.slug(heading), text.slice(index + line.length, next?.index).trim() + '\n']
    })
  )
  return [['intro', intro], ...found]
}

/** The text with its code made blank, place by place, but for what a link is called. @param {string} text */
const outsideCode = (text) =>
  text.replace(/^```.*?^```$|`[^`\n]+`(\]\()?/gms, (code, /** @type {string?} */ called) =>
    called ? code : code.replace(/[^\n]/g, ' '),
  )

// `[text](target)` or a picture, or a link whose text is a picture
const LINK = /(!?)\[((?:!\[[^\]]*\]\([^)]*\)|[^\]])*)\]\(([^)\s]+)\)/g

/** @param {string} text @param {string} source @returns {string} */
function withSiteLinks(text, source) {
  const links = [...outsideCode(text).matchAll(LINK)]
  return links.reverse().reduce((done, { 0: link, 1: picture = '', 3: target = '', index }) => {
    if (/^https?:/.test(target)) return done
    const name = text.slice(index + picture.length + 1, index + link.length - target.length - 3)
    const shown = name.startsWith('!') ? withSiteLinks(name, source) : name
    const changed = siteLink(picture, shown, target, source)
    return done.slice(0, index) + changed + done.slice(index + link.length)
  }, text)
}

/** @param {string} picture `!` or nothing @param {string} name @param {string} target @param {string} source */
function siteLink(picture, name, target, source) {
  const [, path = '', anchor = ''] = /^([^#]*)(.*)$/.exec(target) ?? []
  const file = path ? normalize(join(dirname(source), path)).replace(/\/$/, '') : source
  if (!existsSync(join(root, file)))
    throw new Error(`${source} links to ${target}: it is not there.`)
  const document = [file, `${file}/README.md`].find((one) => pages.has(one))
  const page = document ? pages.get(document) : /^docs\/(.*)\.md$/.exec(file)?.[1]
  if (page !== undefined) return `[${name}](/${page}${anchor})`
  if (/\.(png|svg)$/.test(file)) return `${picture}[${name}](${copy(file)})`
  // a file that is no page: where it is in the repository
  return name.replaceAll('`', '') === file ? name : `${name} (\`${file}\`)`
}
